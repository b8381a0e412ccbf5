// Reports of a driver, kept on the phone until the service has them. Each counts once, whatever the network does:
// its identifier is made here, and sending it again is answered "duplicate".
const KEY = `foodlink.reports.${document.body.dataset.account}`;
const box = document.getElementById("queue");
const answers = document.getElementById("answers");
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
const skew = Date.parse(meta("now")) - Date.now(); // the service's clock, which a demonstration moves, against the phone's
let sending = false;
let stale = false; // the page shows less than the service knows
let pause = 3000;
let signedOut = false;

const read = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");
const write = (queue) => localStorage.setItem(KEY, JSON.stringify(queue));
const number = (typed) => Number(typed.replace(",", ".").replace(/\s/g, ""));

// Whether what should be a number is one, said at the field: what is kept without a network is sent as it was typed.
const areNumbers = (form) => {
  for (const field of form.querySelectorAll('[name$=".quantity_kg"], [name$=".temperature_c"]')) {
    const isOne = field.value === "" || Number.isFinite(number(field.value.replace("−", "-")));
    field.setCustomValidity(isOne ? "" : box.dataset.number);
    field.oninput = () => field.setCustomValidity("");
  }
  return form.reportValidity();
};

const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

const eventOf = (form, type) => {
  const data = new FormData(form);
  const event = { event_id: uuid(), stop_id: data.get("stop_id"), type, at: new Date(Date.now() + skew).toISOString() };
  if (data.get("note")) event.note = data.get("note");
  const lots = [];
  for (let i = 0; data.has(`lots.${i}.lot_id`); i += 1) {
    const degrees = data.get(`lots.${i}.temperature_c`);
    const lot = { lot_id: data.get(`lots.${i}.lot_id`), quantity_kg: number(data.get(`lots.${i}.quantity_kg`)) };
    if (degrees) lot.temperature_c = number(degrees.replace("−", "-"));
    lots.push(lot);
  }
  if (lots.length) event.lots = lots;
  return event;
};

const show = () => {
  const waiting = read();
  box.hidden = waiting.length === 0;
  if (waiting.length) {
    const words = signedOut ? box.dataset.signIn : waiting.length === 1 ? box.dataset.one : box.dataset.many;
    box.querySelector("p").textContent = words.replace("{count}", waiting.length);
  }
  for (const { event, said } of waiting) {
    const stop = document.querySelector(`[data-stop="${event.stop_id}"]`);
    if (!stop) continue;
    stop.querySelector("[data-status]").textContent = `${said} …`;
    if (event.type !== "arrived") for (const part of stop.querySelectorAll("form, details")) part.hidden = true;
    else stop.querySelector("form[data-report]").hidden = true;
  }
};

const tell = (text, alarm) => {
  const line = document.createElement("p");
  line.className = alarm ? "message message--alarm" : "message message--warn";
  line.textContent = text;
  answers.append(line);
};

const renew = async () => {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("routes").replaceChildren(...page.getElementById("routes").childNodes);
};

const sendSome = async (waiting) => {
  const answer = await fetch(waiting[0].address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": meta("csrf"), Accept: "application/json" },
    body: JSON.stringify({ events: waiting.map(({ event }) => event) }),
  });
  signedOut = answer.redirected || answer.status === 401 || answer.status === 403;
  if (signedOut) return false;
  if (answer.status === 422 && waiting.length > 1) return oneByOne(waiting); // one that is refused takes no other with it
  if (answer.status >= 500 || answer.status === 429 || answer.status === 409) return false;
  const said = answer.ok ? (await answer.json()).results : [];
  const known = new Set(waiting.map(({ event }) => event.event_id));
  write(read().filter(({ event }) => !known.has(event.event_id)));
  for (const { status, detail } of said) if (detail) tell(detail, status === "rejected");
  if (!answer.ok) tell((await answer.json().catch(() => ({}))).detail ?? String(answer.status), true);
  return true;
};

const oneByOne = async (waiting) => {
  let all = true;
  for (const one of waiting) all = (await sendSome([one])) && all;
  return all;
};

// Sends what is kept, then shows the route as the service has it; what did not work is tried again, ever less often.
const send = async () => {
  if (sending || (read().length === 0 && !stale)) return;
  sending = true;
  let all = true;
  try {
    for (const waiting of byRoute(read())) {
      all = (await sendSome(waiting.slice(0, 200))) && all;
      stale = true;
    }
    await renew();
    stale = false;
    pause = 3000;
  } catch {
    all = false; // no network: what is kept is sent later
  } finally {
    sending = false;
    show();
    if (read().length || stale) setTimeout(send, all ? 0 : (pause = Math.min(pause * 2, 60000)));
  }
};

const byRoute = (queue) => {
  const groups = new Map();
  for (const one of queue) groups.set(one.route, [...(groups.get(one.route) ?? []), one]);
  return groups.values();
};

document.addEventListener("submit", (submitted) => {
  const form = submitted.target.closest("form[data-report]");
  if (!form) return;
  submitted.preventDefault();
  if (!areNumbers(form)) return;
  const { value: type, textContent: said } = submitted.submitter;
  const route = form.closest("[data-route]").dataset.route;
  const stop = form.closest("[data-stop]");
  answers.replaceChildren();
  write([...read(), { route, address: form.action, event: eventOf(form, type), said: said.trim() }]);
  show();
  stop.querySelector("h3").scrollIntoView({ block: "nearest" });
  send();
});

addEventListener("online", send);
show();
send();
