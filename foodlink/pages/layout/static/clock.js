// The clock of the service, which a demonstration moves, goes on while the page is open.
const shown = document.querySelector("[data-clock]");
const ahead = Date.parse(document.querySelector('meta[name="now"]').content) - Date.now();
const language = document.documentElement.lang;
const zone = { timeZone: "Europe/Paris" };
const day = new Intl.DateTimeFormat(language, { ...zone, weekday: "long", day: "numeric", month: "long" });
const hour = new Intl.DateTimeFormat("fr", { ...zone, hour: "2-digit", minute: "2-digit" });

setInterval(() => {
  const now = new Date(Date.now() + ahead);
  const text = `${day.format(now)}, ${hour.format(now)}`;
  if (shown.textContent !== text) {
    shown.textContent = text;
    shown.dateTime = now.toISOString();
  }
}, 5000);
