// What is usually kept cold is so marked when its category is chosen, until the producer has said how it is kept.
const USUALLY = { dairy: "chilled", meat_fish: "chilled", prepared: "chilled" };

for (const lot of document.querySelectorAll("[data-lot]")) {
  let said = false;
  lot.addEventListener("change", ({ target }) => {
    if (target.name.endsWith(".temperature")) said = true;
    if (!target.name.endsWith(".category") || said) return;
    const usual = USUALLY[target.value] ?? "ambient";
    lot.querySelector(`input[name$=".temperature"][value="${usual}"]`).checked = true;
  });
}
