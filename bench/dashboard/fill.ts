/** Fills a store with asks in bulk: eight commands in twelve workspaces over 90 days, with answers, failures, ratings, overrides and spot checks. */

import { answer } from "../../test/store/samples.ts";

/** @param size asks
 * @param atOnce asks that one statement stores
 * @returns statements, one after the other */
export function fillStatements(size: number, atOnce: number): string[] {
  const kept = JSON.stringify({ ...answer, prompt: "x".repeat(1_500) });
  return [
    "set statement_timeout = 0",
    "select setseed(0.5)",
    ...Array.from({ length: Math.ceil(size / atOnce) }, (_, part) =>
      fillPart(size, { from: part * atOnce + 1, to: Math.min(size, (part + 1) * atOnce) }, kept),
    ),
    `insert into fewshot.ratings (ask_id, platform, workspace, person_id, person_name, value, reason, created_at)
      select id, platform, workspace, person_id, person_name, case when random() < 0.6 then 'right' else 'wrong' end, null, created_at
        from fewshot.asks where answer is not null and seq % 12 = 0`,
    `insert into fewshot.overrides (id, ask_id, platform, workspace, person_id, person_name, value, reason, may_reuse, created_at)
      select 'o' || id, id, platform, workspace, person_id, person_name, 'Label 0', null, true, created_at
        from fewshot.asks where answer is not null and seq % 25 = 0`,
    // Nine in ten are decided; the surer the model was, the more of them are right.
    `insert into fewshot.spot_checks (ask_id, label, decided_at)
      select id, case when random() < 0.9 then case when random() < (answer #>> '{scores,0,score}')::float then answer #>> '{scores,0,label}' else 'Label 0' end end,
          case when random() < 0.9 then created_at end
        from fewshot.asks where answer is not null and seq % 20 = 0`,
    "analyze fewshot.asks",
  ];
}

/** Command c has 3 + c % 3 labels; its version changes twice, its model once, and its classifier is on for the last 20 days. */
function fillPart(
  size: number,
  { from, to }: { readonly from: number; readonly to: number },
  kept: string,
): string {
  return `insert into fewshot.asks (id, platform, interaction_id, workspace, person_id, person_name, channel, place, command, text,
        settings, locale, created_at, expires_at, answer, failure_code, answered_at, receipt, delivered_at)
      select 'f' || n, case when w < 8 then 'slack' when w < 11 then 'discord' else 'web' end, 'f' || n, 'W' || w, 'P' || n % 5000, 'Somebody',
          'C' || n % 200, '{}', 'command' || c, 'text ' || n, '{}', 'en', at, at + interval '120 days',
          case when fate >= 0.02 then '${kept}'::jsonb || jsonb_build_object(
            'label', case when score >= 0.35 then 'Label ' || given end,
            'doubt', case when score < 0.35 then 'below-threshold' end,
            'scores', jsonb_build_array(jsonb_build_object('label', 'Label ' || given, 'score', score)),
            'commandVersion', case when age > 60 then null when age > 25 then 1 else 2 end,
            'commandRevision', 'r' || case when age > 60 then 0 when age > 25 then 1 else 2 end,
            'model', jsonb_build_object('name', 'fewshot-neo', 'revision', case when age > 40 then '1' else '2' end),
            'head', case when age < 20 then '{"number": 1, "rows": 64, "prompted": []}'::jsonb end,
            'durationMs', round((3 + 40 * spread ^ 4)::numeric, 2), 'cachedTokens', case when fate < 0.9 then 40 else 0 end) end,
          case when fate < 0.02 then (array['BACKEND_TIMEOUT', 'BACKEND_UNREACHABLE', 'INPUT_TOO_LONG'])[1 + n % 3] end,
          at + (20 + 800 * spread ^ 3) * interval '1 millisecond', '{"ts": "1"}', at
        from (select *, extract(epoch from now() - at) / 86400 as age, floor(label * (3 + c % 3))::int as given
          from (select n, (floor(power(random(), 2) * 8))::int as c, (floor(power(random(), 2) * 12))::int as w, random() as fate,
              round((0.25 + 0.75 * random())::numeric, 3) as score, random() as label, random() as spread,
              now() - interval '90 days' * n / ${size} as at
            from generate_series(${from}, ${to}) as n) as drawn) as filled`;
}
