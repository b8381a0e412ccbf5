// The list of what can be taken, kept true by the stream: each change fetches the list anew, once for changes that come together.
const list = document.getElementById("offers");
const state = document.getElementById("live");
const news = document.getElementById("news");
const ids = () => new Set([...list.querySelectorAll("li[id]")].map((card) => card.id));
let waiting = null;
let running = false;
let again = false;

const say = (word) => {
  state.hidden = false;
  state.textContent = state.dataset[word];
  state.classList.toggle("chip--go", word === "live");
  state.classList.toggle("chip--warn", word !== "live");
};

const tell = (before) => {
  for (const card of list.querySelectorAll("li[id]")) {
    if (before.has(card.id)) continue;
    card.classList.add("fresh");
    news.textContent = news.dataset.new.replace("{title}", card.dataset.title);
    return;
  }
  if (ids().size < before.size) news.textContent = news.dataset.gone;
};

const renew = async () => {
  if (running) { again = true; return; }
  running = true;
  try {
    const answer = await fetch(list.dataset.list, { headers: { Accept: "text/html" } });
    if (answer.redirected || answer.status === 403) location.reload();
    if (!answer.ok) return;
    const html = await answer.text();
    const before = ids();
    const focused = list.contains(document.activeElement) ? document.activeElement.closest("li[id]")?.id : null;
    list.innerHTML = html;
    if (focused) document.getElementById(focused)?.querySelector("a")?.focus();
    tell(before);
  } catch {
    say("lost");
  } finally {
    running = false;
    if (again) { again = false; soon(); }
  }
};

const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(renew, 60);
};

const listen = () => {
  const stream = new EventSource(list.dataset.stream);
  let first = true;
  for (const kind of ["offer.opened", "offer.changed", "offer.reserved", "offer.closed", "reset"]) stream.addEventListener(kind, soon);
  stream.onopen = () => {
    say("live");
    if (first) soon(); // whatever came between the page and the stream
    first = false;
  };
  stream.onerror = () => {
    say("lost");
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  };
};

listen();
