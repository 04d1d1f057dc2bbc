"use strict";
// The page's own script. What people typed enters the page as text only: createTextNode, never HTML.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const RESULTS = data.results;
  const DAY = 1440; // minutes; times are minutes of the local clock since 1970
  const STEP = 50;
  const $ = (id) => document.getElementById(id);
  const state = {
    language: data.language, text: "", days: 0, spoken: "", results: new Set(RESULTS),
    sort: "uses", down: true, kind: "all", log: STEP, entries: 15, queue: 6,
  };

  // ---------------------------------------------------------------- words and numbers
  const say = (key, values = {}) => {
    let words = data.texts[state.language][key] ?? key;
    for (const [name, value] of Object.entries(values)) words = words.replace(`[${name}]`, () => value);
    return words;
  };
  const number = (value) => value.toLocaleString(state.language);
  const percent = (share) => `${Math.round(100 * share)}%`;
  const months = () => say("months_short").split(" ");
  const date = (minutes) => new Date(minutes * 60000); // read with getUTC…: the local clock
  const day = (minutes) => `${date(minutes).getUTCDate()} ${months()[date(minutes).getUTCMonth()]}`;
  const year = (minutes) => `${day(minutes)} ${date(minutes).getUTCFullYear()}`;
  const clock = (minutes) => date(minutes).toISOString().slice(11, 16).replace(":", state.language === "id" ? "." : ":");
  const plain = (words) => words.normalize("NFKC").toLowerCase();
  const question = (entry) => entry.question[state.language] ?? Object.values(entry.question)[0] ?? entry.id;

  // ---------------------------------------------------------------- elements
  const make = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
  const draw = (name, attributes = {}, ...children) =>
    fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
  const fill = (element, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") element.addEventListener("click", value);
      else if (value !== null) element.setAttribute(name, value);
    }
    element.append(...children.flat());
    return element;
  };
  const put = (id, ...children) => $(id).replaceChildren(...children.flat());
  const nothing = (key = "nothing") => make("li", { class: "quiet" }, say(key));

  // ---------------------------------------------------------------- the log, filtered
  const log = data.rows.map(([at, result, language, entry, up, down, text]) => ({
    at, result: RESULTS[result], language: ["id", "en"][language], up, down, text,
    entry: entry < 0 ? null : data.entries[entry],
    words: plain(text + " " + (entry < 0 ? "" : Object.values(data.entries[entry].question).join(" "))),
  }));
  const newest = data.made;
  let wanted = []; // the words that are looked for
  const from = () => (state.days ? (Math.floor(newest / DAY) - state.days + 1) * DAY : -Infinity);
  const fits = (words) => wanted.every((word) => words.includes(word));
  const filtered = () => {
    const since = from();
    return log.filter((row) => row.at >= since && state.results.has(row.result) &&
      (!state.spoken || row.language === state.spoken) && fits(row.words));
  };
  const waiting = () => data.clusters
    .map((cluster) => ({
      ...cluster,
      questions: cluster.questions.filter((one) =>
        one.at >= from() && (!state.spoken || one.language === state.spoken)),
    }))
    .filter((cluster) => cluster.questions.length &&
      fits(plain([cluster.text, ...cluster.questions.map((one) => one.text)].join(" "))));

  const tally = (rows) => {
    const counts = Object.fromEntries(RESULTS.map((one) => [one, 0]));
    for (const row of rows) counts[row.result] += 1;
    return { ...counts, asked: rows.length };
  };
  const buckets = (rows) => {
    if (!rows.length) return { size: 1, list: [] };
    let first = Infinity, last = Math.floor(newest / DAY);
    for (const row of rows) first = Math.min(first, Math.floor(row.at / DAY));
    if (state.days) first = last - state.days + 1;
    const size = last - first >= 60 ? 7 : 1;
    if (size === 7) first = last + 1 - 7 * Math.ceil((last - first + 1) / 7);
    const list = [];
    for (let at = first; at <= last; at += size) list.push({ at: at * DAY, rows: [] });
    for (const row of rows) list[Math.floor((row.at / DAY - first) / size)]?.rows.push(row);
    return { size, list: list.map((one) => ({ at: one.at, ...tally(one.rows) })) };
  };

  // ---------------------------------------------------------------- plots
  const frame = (id, label) => {
    const width = Math.max(220, $(id).clientWidth), height = $(id).clientHeight || 210;
    const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
    put(id, svg);
    return { svg, width, height, left: 40, bottom: height - 24, top: 14 };
  };
  const below = ({ svg, bottom }, list, x) => {
    const room = Math.max(1, Math.ceil((list.length * 62) / (x(list.length - 1) - x(0) + 62)));
    list.forEach((one, place) => {
      if ((list.length - 1 - place) % room) return;
      const end = place === list.length - 1 && list.length > 1;
      svg.append(draw("text", { x: end ? x(place) + 16 : x(place), y: bottom + 18, "text-anchor": end ? "end" : "middle" }, day(one.at)));
    });
  };
  const across = ({ svg, width, left }, y, label, kind = "rule") => svg.append(
    draw("line", { class: kind, x1: left, x2: width, y1: y, y2: y }),
    draw("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, label));
  const nice = (most) => {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, most / 3)));
    return [1, 2, 5, 10].map((one) => one * power).find((one) => one * 4 >= most) ?? power * 10;
  };

  const drawOutcomes = ({ size, list }, total) => {
    $("outcomes-title").textContent = say(size === 7 ? "per_week" : "per_day");
    put("legend", RESULTS.map((one, place) => make("li", {}, make("i", { class: `f${place}` }), say(`result_${one}`))));
    const label = `${say(size === 7 ? "per_week" : "per_day")}: ${RESULTS.map((one) => `${say(`result_${one}`)} ${number(total[one])}`).join(", ")}`;
    const plot = frame("outcomes", label);
    const most = Math.max(1, ...list.map((one) => one.asked)), step = nice(most);
    const y = (value) => plot.bottom - (value / Math.max(most, step)) * (plot.bottom - plot.top);
    for (let value = step; value <= Math.max(most, step); value += step) across(plot, y(value), number(value));
    across(plot, plot.bottom, "0", "floor");
    const slot = (plot.width - plot.left) / Math.max(1, list.length);
    list.forEach((one, place) => {
      let base = 0;
      const bar = draw("g", {}, draw("title", {}, `${day(one.at)}: ${number(one.asked)}\n` +
        RESULTS.map((result) => `${say(`result_${result}`)}: ${number(one[result])}`).join("\n")));
      RESULTS.forEach((result, colour) => {
        if (!one[result]) return;
        bar.append(draw("rect", {
          class: `f${colour}`, x: plot.left + slot * (place + .1), width: Math.max(1, slot * .8),
          y: y(base + one[result]), height: Math.max(.5, y(base) - y(base + one[result]) - .7),
        }));
        base += one[result];
      });
      plot.svg.append(bar);
    });
    if (list.length) below(plot, list, (place) => plot.left + slot * (place + .5));
    put("outcomes-table", table(
      [say(size === 7 ? "week" : "day"), say("asked"), ...RESULTS.map((one) => say(`result_${one}`))],
      list.map((one) => [year(one.at), one.asked, ...RESULTS.map((result) => one[result])])));
  };
  const table = (head, rows) => make("table", {},
    make("thead", {}, make("tr", {}, head.map((one, place) => make("th", { scope: "col", class: place ? "n" : null }, one)))),
    make("tbody", {}, rows.map((row) => make("tr", {}, row.map((one, place) =>
      make("td", { class: place ? "n" : null }, typeof one === "number" ? number(one) : one))))));

  const drawShare = ({ size, list }, total) => {
    const daily = size === 1 && list.length > 7;
    $("share-note").textContent = daily ? say("share_note") : size === 7 ? say("share_weekly") : "";
    const plot = frame("share", `${say("share")}: ${total.asked ? percent(total.answered / total.asked) : "–"}`);
    const y = (share) => plot.bottom - share * (plot.bottom - plot.top);
    const slot = (plot.width - plot.left) / Math.max(1, list.length);
    const x = (place) => plot.left + slot * (place + .5);
    across(plot, y(1), "100%"); across(plot, y(.5), "50%"); across(plot, y(0), "0%", "floor");
    const shares = list.map((one, place) => {
      const span = daily ? list.slice(Math.max(0, place - 6), place + 1) : [one];
      const asked = span.reduce((sum, each) => sum + each.asked, 0);
      return asked ? span.reduce((sum, each) => sum + each.answered, 0) / asked : null;
    });
    list.forEach((one, place) => {
      if (!one.asked) return;
      const dot = { class: daily ? "dot" : "point", cx: x(place), cy: y(one.answered / one.asked), r: daily ? 3 : 4.5 };
      plot.svg.append(draw("circle", dot, draw("title", {}, `${day(one.at)}: ${percent(one.answered / one.asked)}`)));
    });
    const known = shares.map((share, place) => [place, share]).filter(([, share]) => share !== null);
    if (!known.length) return;
    plot.svg.append(draw("polyline", { class: "mean", points: known.map(([place, share]) => `${x(place)},${y(share)}`).join(" ") }));
    const [place, share] = known.at(-1);
    plot.svg.append(draw("text", { class: "mark", x: x(place) + 4, y: y(share) + (share > .8 ? 24 : -14), "text-anchor": "end" }, percent(share)));
    below(plot, list, x);
  };

  const drawHours = (rows) => {
    const counts = Array.from({ length: 7 }, () => Array(24).fill(0));
    for (const row of rows) counts[(date(row.at).getUTCDay() + 6) % 7][date(row.at).getUTCHours()] += 1;
    const most = Math.max(1, ...counts.flat()), days = say("weekdays").split(" ");
    let busiest = "";
    counts.forEach((hours, weekday) => hours.forEach((count, hour) => {
      if (count === most && !busiest && rows.length) busiest = say("hours_note", { day: days[weekday], hour: clock(hour * 60) });
    }));
    $("hours-note").textContent = busiest;
    const plot = frame("hours", `${say("hours")}. ${busiest}`);
    const slot = (plot.width - plot.left) / 24, high = (plot.bottom - 4) / 7;
    counts.forEach((hours, weekday) => {
      plot.svg.append(draw("text", { x: plot.left - 8, y: high * (weekday + .5) + 4, "text-anchor": "end" }, days[weekday]));
      hours.forEach((count, hour) => plot.svg.append(draw("rect", {
        class: count ? "hour" : "hour none", x: plot.left + slot * hour, y: high * weekday, rx: 2,
        width: Math.max(1, slot - 1.5), height: Math.max(1, high - 1.5),
        "fill-opacity": count ? (.12 + .88 * count / most).toFixed(3) : .45,
      }, draw("title", {}, `${days[weekday]} ${clock(hour * 60)}: ${number(count)}`))));
    });
    for (let hour = 0; hour < 24; hour += 6) {
      plot.svg.append(draw("text", { x: plot.left + slot * hour, y: plot.bottom + 14 }, clock(hour * 60)));
    }
  };

  // ---------------------------------------------------------------- lists
  const uses = (rows) => {
    const found = new Map(data.entries.map((entry) => [entry, { entry, uses: 0, up: 0, down: 0, last: null }]));
    for (const row of rows) {
      const use = row.entry && found.get(row.entry);
      if (!use) continue;
      use.uses += 1; use.up += row.up; use.down += row.down;
      use.last = Math.max(use.last ?? row.at, row.at);
    }
    return [...found.values()];
  };
  const drawTiles = (rows, total, clusters) => {
    const up = rows.reduce((sum, row) => sum + row.up, 0), down = rows.reduce((sum, row) => sum + row.down, 0);
    const people = clusters.reduce((sum, one) => sum + one.askers, 0);
    const tile = (value, key, more, colour = "") => make("li", {}, make("b", { class: colour || null }, value),
      make("span", {}, say(key)), more ? make("span", {}, more) : []);
    put("tiles",
      tile(number(total.asked), "asked"),
      tile(total.asked ? percent(total.answered / total.asked) : "–", "share_answered", "", "c0"),
      tile(number(total.unanswered), "unanswered", "", "c3"),
      tile(up + down ? percent(up / (up + down)) : "–", "liked", say("thumbs", { up: number(up), down: number(down) })),
      tile(number(clusters.length), "waiting", say("waiting_people", { n: number(people) })));
  };
  const drawTop = (found) => {
    const top = found.filter((one) => one.uses).sort((a, b) => b.uses - a.uses).slice(0, 12);
    put("top", top.length ? top.map((one) => {
      const bar = make("i");
      bar.style.width = `${(100 * one.uses) / top[0].uses}%`;
      return make("li", {}, make("div", { class: "words" }, make("span", {}, question(one.entry)), make("b", {}, number(one.uses))),
        make("div", { class: "track", "aria-hidden": "true" }, bar));
    }) : nothing());
  };
  const drawQueue = (clusters) => {
    put("queue", clusters.length ? clusters.slice(0, state.queue).map(queued) : nothing(data.clusters.length ? "nothing" : "queue_none"));
    more("queue-more", clusters.length - state.queue, () => { state.queue += 100; redraw(); });
  };
  const queued = (cluster) => {
    const times = cluster.questions.map((one) => one.at);
    const alike = [...new Set(cluster.questions.map((one) => one.text).filter((text) => text && text !== cluster.text))];
    const others = alike.length ? make("details", {}, make("summary", {}, say("alike", { n: number(alike.length) })),
      make("ul", {}, alike.map((text) => make("li", {}, text)))) : [];
    return make("li", { "data-cluster": cluster.id }, make("div", { class: "words" }, make("span", {}, cluster.text || say("cleared")),
      make("b", { class: "badge" }, say("people", { n: number(cluster.askers) }))),
    make("p", { class: "quiet small" }, say("when", { first: day(Math.min(...times)), last: day(Math.max(...times)) })), others);
  };

  const COLUMNS = [["entry", (one) => plain(question(one.entry))], ["uses", (one) => one.uses], ["up", (one) => one.up],
    ["down", (one) => one.down], ["last", (one) => one.last ?? -1]];
  const drawEntries = (found) => {
    const shown = found.filter((one) => fits(plain(Object.values(one.entry.question).join(" "))) &&
      (state.kind === "all" || (state.kind === "unused" ? !one.uses : one.down >= 3 && one.down > one.up)));
    const key = Object.fromEntries(COLUMNS)[state.sort], sign = state.down ? -1 : 1;
    shown.sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) || (a.entry.id < b.entry.id ? -1 : 1));
    const sort = (name) => () => {
      state.down = state.sort === name ? !state.down : name !== "entry";
      state.sort = name;
      redraw();
      $("entries").querySelector(`[data-sort="${name}"]`).focus();
    };
    $("entries").tHead.replaceChildren(make("tr", {}, COLUMNS.map(([name]) => make("th", {
      scope: "col", class: name === "entry" ? null : "n", "aria-sort": state.sort === name ? (state.down ? "descending" : "ascending") : null,
    }, make("button", { type: "button", "data-sort": name, onclick: sort(name) },
      say(name) + (state.sort === name ? (state.down ? " ↓" : " ↑") : ""))))));
    $("entries").tBodies[0].replaceChildren(...shown.slice(0, state.entries).map((one) => make("tr", {},
      make("td", {}, question(one.entry), make("span", { class: "quiet" },
        one.entry.id + (one.entry.kind === "not_stated" ? ` · ${say("not_stated")}` : ""))),
      ...[one.uses, one.up, one.down].map((value) => make("td", { class: "n" }, number(value))),
      make("td", { class: "n" }, one.last === null ? say("never") : day(one.last)))));
    if (!shown.length) $("entries").tBodies[0].append(make("tr", {}, make("td", { colspan: 5, class: "quiet" }, say("nothing"))));
    more("entries-more", shown.length - state.entries, () => { state.entries += 100; redraw(); });
    put("entries-kind", ["all", "unused", "disliked"].map((kind) => chip(say(`entries_${kind}`), state.kind === kind,
      () => { state.kind = kind; })));
  };
  const drawLog = (rows) => {
    put("log", rows.length ? rows.slice(0, state.log).map((row) => make("li", {},
      make("time", { datetime: date(row.at).toISOString().slice(0, 16) }, `${day(row.at)}, ${clock(row.at)}`),
      make("div", { class: "text", lang: row.language }, row.text || say("cleared"), row.entry ? make("small", {}, `→ ${question(row.entry)}`) : []),
      make("span", { class: "result" }, make("i", { class: `f${RESULTS.indexOf(row.result)}` }), say(`result_${row.result}`),
        row.up ? make("small", {}, ` · ${say("up")}`) : [], row.down ? make("small", {}, ` · ${say("down")}`) : []))) : nothing());
    more("log-more", rows.length - state.log, () => { state.log += STEP * 4; redraw(); });
  };
  const more = (id, rest, act) => {
    $(id).hidden = rest <= 0;
    $(id).textContent = say("more", { n: number(Math.max(0, Math.min(rest, id === "log-more" ? STEP * 4 : 100))) }); // as many as act shows
    $(id).onclick = act;
  };

  // ---------------------------------------------------------------- the filter, and all of it
  const chip = (words, pressed, act) => make("button", {
    type: "button", "aria-pressed": String(pressed),
    onclick: (event) => {
      const row = event.currentTarget.parentElement, place = [...row.children].indexOf(event.currentTarget);
      act();
      state.log = STEP;
      redraw();
      row.children[place]?.focus();
    },
  }, words);
  const drawFilter = (rows) => {
    put("period", [7, 30, 90, 0].map((days) => chip(days ? say("days", { n: days }) : say("whole"), state.days === days,
      () => { state.days = days; })));
    put("spoken", [["", "any"], ["id", "indonesian"], ["en", "english"]].map(([language, key]) =>
      chip(say(key), state.spoken === language, () => { state.spoken = language; })));
    put("results", RESULTS.map((result) => chip(say(`result_${result}`), state.results.has(result), () => {
      // the last one pressed stands alone first: one tap shows one outcome
      if (state.results.size === RESULTS.length) state.results = new Set([result]);
      else if (!state.results.delete(result)) state.results.add(result);
      if (!state.results.size) state.results = new Set(RESULTS);
    })));
    $("shown").textContent = say("shown", { n: number(rows.length), m: number(log.length) });
  };
  const drawWords = () => {
    document.documentElement.lang = state.language;
    for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
    $("search").placeholder = say("search_hint");
    $("made").textContent = `${data.about} · ${say("made", { at: `${year(data.made)}, ${clock(data.made)}`, zone: data.zone })}`;
    $("title").textContent = document.title = say("title");
    $("truncated").hidden = data.total <= log.length;
    $("truncated").textContent = say("truncated", { n: number(log.length), m: number(data.total) });
  };
  const redraw = () => {
    wanted = plain(state.text).split(/\s+/).filter(Boolean);
    const rows = filtered(), total = tally(rows), clusters = waiting(), found = uses(rows), spans = buckets(rows);
    drawWords();
    drawFilter(rows);
    drawTiles(rows, total, clusters);
    drawOutcomes(spans, total);
    drawShare(spans, total);
    drawHours(rows);
    drawTop(found);
    drawQueue(clusters);
    drawEntries(found);
    drawLog(rows);
  };

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const dress = (theme) => { document.documentElement.dataset.theme = theme; };
  dress(dark.matches ? "dark" : "light");
  dark.addEventListener("change", () => dress(dark.matches ? "dark" : "light"));
  $("theme").addEventListener("click", () => dress(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  $("language").addEventListener("click", () => { state.language = state.language === "id" ? "en" : "id"; redraw(); });
  $("search").addEventListener("input", () => { state.text = $("search").value.trim(); state.log = STEP; redraw(); });
  $("reset").addEventListener("click", () => {
    Object.assign(state, { text: "", days: 0, spoken: "", results: new Set(RESULTS), kind: "all", log: STEP });
    $("search").value = "";
    redraw();
  });
  let width = innerWidth;
  addEventListener("resize", () => { if (width !== innerWidth) { width = innerWidth; redraw(); } });
  redraw();
})();
