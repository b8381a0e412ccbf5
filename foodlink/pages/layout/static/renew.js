// Parts of a page that renew themselves: every so many seconds, unless somebody is at work inside.
const busy = (part) =>
  part.contains(document.activeElement) || part.querySelector("details[open]") !== null || document.hidden;

const renew = async (part) => {
  if (!busy(part)) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(part.id);
        if (fresh && !busy(part)) part.replaceChildren(...fresh.childNodes);
        if (fresh && !fresh.dataset.renewS) return;
      }
    } catch {
      // No network now: the next round tries again.
    }
  }
  setTimeout(renew, part.dataset.renewS * 1000, part);
};

for (const part of document.querySelectorAll("[data-renew-s]")) setTimeout(renew, part.dataset.renewS * 1000, part);
