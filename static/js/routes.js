/* A route as it is drawn: [data-route] holds the way (data-route-way) and the rest by kind (data-route-rest). Each row's
   number is what is sent, as without this file; here the rows move and the numbers follow. */
(() => {
  "use strict";
  const form = document.querySelector("[data-route]");
  if (!form) return;
  const way = form.querySelector("[data-route-way]");
  const find = form.querySelector("[data-route-find]");
  const home = new Map();

  function button(words, sign, does) {
    const made = document.createElement("button");
    made.type = "button";
    made.dataset.does = does;
    made.textContent = sign;
    made.title = words;
    made.setAttribute("aria-label", words);
    return made;
  }

  function ways(row, onTheWay) {
    row.querySelector(".x-spot-ways")?.remove();
    const box = document.createElement("span");
    box.className = "x-spot-ways";
    const name = row.querySelector("b").textContent;
    const words = way.dataset;
    if (onTheWay) {
      box.append(button(`${words.up} ${name}`, "↑", "up"), button(`${words.down} ${name}`, "↓", "down"), button(`${words.off} ${name}`, "×", "off"));
    } else {
      const add = row.closest("[data-route-rest]").dataset.add;
      box.append(button(`${add} ${name}`, "+", "add"));
    }
    row.append(box);
  }

  function settle() {
    const rows = [...way.children];
    rows.forEach((row, place) => {
      row.querySelector(".x-spot-number").value = place + 1;
      const moves = row.querySelectorAll("[data-does]");
      moves[0].disabled = place === 0;
      moves[1].disabled = place === rows.length - 1;
    });
    form.querySelector("[data-route-count]").textContent = rows.length;
    form.querySelector("[data-route-none]").hidden = rows.length > 0;
    form.querySelectorAll("[data-route-group]").forEach((group) => {
      group.querySelector("[data-group-count]").textContent = group.querySelectorAll(".x-spot").length;
    });
  }

  function add(row) {
    home.set(row, row.parentElement);
    way.append(row);
    ways(row, true);
  }

  function off(row) {
    const rest = home.get(row) || form.querySelector(`[data-route-rest="${row.dataset.kind}"]`);
    row.querySelector(".x-spot-number").value = "";
    if (!rest) { row.remove(); return; }
    rest.prepend(row);
    ways(row, false);
  }

  form.addEventListener("click", (event) => {
    const pressed = event.target.closest("button[type=button]");
    if (!pressed) return;
    const row = pressed.closest(".x-spot");
    if (pressed.hasAttribute("data-route-all")) {
      [...pressed.closest("[data-route-group]").querySelectorAll(".x-spot:not([hidden])")].forEach(add);
    } else if (pressed.dataset.does === "add") add(row);
    else if (pressed.dataset.does === "off") off(row);
    else if (pressed.dataset.does === "up") row.previousElementSibling?.before(row);
    else if (pressed.dataset.does === "down") row.nextElementSibling?.after(row);
    settle();
    const again = row?.querySelector(`[data-does="${pressed.dataset.does}"]:not(:disabled)`);
    if (again) again.focus();
  });

  find.querySelector("input").addEventListener("input", (event) => {
    const words = event.target.value.trim().toLowerCase();
    form.querySelectorAll("[data-route-group]").forEach((group) => {
      let shown = 0;
      group.querySelectorAll(".x-spot").forEach((row) => {
        row.hidden = words !== "" && !row.dataset.spot.toLowerCase().includes(words);
        if (!row.hidden) shown += 1;
      });
      group.hidden = words !== "" && shown === 0;
      if (words !== "") group.open = shown > 0;
    });
  });
  find.querySelector("input").addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });

  form.querySelectorAll('[name="codes"]').forEach((tick) => tick.addEventListener("change", () => {
    if (tick.checked) form.querySelector('[name="follows"][value="some"]').checked = true;
  }));

  form.classList.add("x-route--live");
  find.hidden = false;
  form.querySelector("[data-route-plain]").hidden = true;
  form.querySelectorAll(".x-route-all").forEach((box) => { box.hidden = false; });
  form.querySelectorAll("[data-route-rest] > .x-spot").forEach((row) => ways(row, false));
  [...way.children].forEach((row) => ways(row, true));
  form.querySelectorAll(".x-spot-number").forEach((field) => { field.tabIndex = -1; field.readOnly = true; });
  settle();
})();
