// One stream of events for all tabs of a browser: a browser opens six connections to a host, and a stream in each tab would use them up.

/** @type {Set<MessagePort>} */
const ports = new Set();
let events = null;
let isOpen = false;
/** Of the menu, as the server said last. */
let revision = "";

const sendAll = (message) => {
  for (const port of ports) port.postMessage(message);
};

function open() {
  events = new EventSource("/events");
  events.addEventListener("hello", ({ data }) => {
    isOpen = true;
    revision = data;
    sendAll({ type: "hello", id: revision });
  });
  events.addEventListener("ask", (event) => sendAll({ type: "ask", id: event.data }));
  events.addEventListener("reload", () => sendAll({ type: "reload" }));
  events.addEventListener("menu", ({ data }) => {
    revision = data;
    sendAll({ type: "menu" });
  });
  events.addEventListener("error", () => {
    isOpen = false;
    sendAll({ type: "lost" });
    // A server that refused the stream (a restart behind a proxy, a session that ended) is asked again.
    if (events?.readyState === EventSource.CLOSED) {
      close();
      setTimeout(() => ports.size > 0 && events === null && open(), 3000);
    }
  });
}

function close() {
  events?.close();
  events = null;
  isOpen = false;
}

self.addEventListener("connect", ({ ports: [port] }) => {
  ports.add(port);
  port.addEventListener("message", ({ data }) => {
    if (data !== "leave") return;
    ports.delete(port);
    if (ports.size === 0) close();
  });
  port.start();
  if (events === null) open();
  else if (isOpen) port.postMessage({ type: "hello", id: revision });
});
