// Asks the server every two seconds while somebody looks, and writes what it says. Everything is set as text, never as
// markup: names, commands and errors come from users.
'use strict';

const EVERY_MS = 2000;
const FIRES_SHOWN = 12;
const FAILURES_SHOWN = 8;
const REPORT_TASK = 'census:report';

const byId = (id) => document.getElementById(id);

async function ask(path) {
  const response = await fetch('api/v1/' + path, { headers: { Accept: 'application/json' } });
  if (!response.ok) {
    throw new Error('the server answered with status ' + response.status);
  }
  return response.json();
}

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) {
    node.className = className;
  }
  if (text !== undefined && text !== null) {
    node.textContent = text;
  }
  return node;
}

function length(seconds) {
  if (seconds < 1) {
    return Math.round(seconds * 1000) + ' ms';
  }
  if (seconds < 60) {
    return Math.floor(seconds) + ' s';
  }
  if (seconds < 3600) {
    return Math.floor(seconds / 60) + ' min ' + Math.floor(seconds % 60) + ' s';
  }
  if (seconds < 86400) {
    return Math.floor(seconds / 3600) + ' h ' + Math.floor((seconds % 3600) / 60) + ' min';
  }
  return Math.floor(seconds / 86400) + ' d ' + Math.floor((seconds % 86400) / 3600) + ' h';
}

// Seconds from now; the machine that shows this is the one that runs the jobs, or its tunnel's end.
const ahead = (instant) => (new Date(instant) - Date.now()) / 1000;

function from(instant) {
  const seconds = ahead(instant);
  return Math.abs(seconds) < 1 ? 'now' : seconds > 0 ? 'in ' + length(seconds) : length(-seconds) + ' ago';
}

const what = (of) => of.command || of.task;

function entry(name, side, note) {
  const item = element('li');
  const top = element('div', 'top');
  const title = element('span', 'name', name);
  title.title = name;
  top.append(title, element('span', 'side', side));
  item.append(top);
  if (note) {
    item.append(element('p', 'note', note));
  }
  return item;
}

function fill(id, items, total) {
  byId(id).replaceChildren(...items);
  byId(id + '-empty').hidden = items.length > 0;
  const count = byId(id + '-count');
  if (count) {
    count.textContent = total > items.length ? items.length + ' of ' + total : '';
  }
}

function showRunning(jobs, total) {
  fill('running', jobs.map((job) => {
    const since = job.started_at ? length(Math.max(0, -ahead(job.started_at))) : '';
    const attempt = job.attempt > 1 ? ', attempt ' + job.attempt : '';
    const message = job.progress && job.progress.message ? ' · ' + job.progress.message : '';
    const item = entry(job.schedule || what(job), since, job.queue + attempt + message);
    if (job.progress) {
      const bar = element('progress');
      bar.max = 100;
      bar.value = job.progress.percent;
      bar.setAttribute('aria-label', job.progress.percent + ' percent');
      item.append(bar);
    }
    return item;
  }), total);
}

function showNext(schedules) {
  const waiting = schedules.filter((schedule) => schedule.next_run);
  waiting.sort((a, b) => (a.next_run < b.next_run ? -1 : a.next_run > b.next_run ? 1 : 0));
  fill('next', waiting.slice(0, FIRES_SHOWN).map((schedule) => {
    const item = entry(schedule.name, from(schedule.next_run), what(schedule));
    item.title = new Date(schedule.next_run).toLocaleString();
    return item;
  }), waiting.length);
  return waiting[0];
}

function showFailed(jobs, total) {
  fill('failed', jobs.map((job) => {
    const item = entry(job.schedule || what(job), from(job.completed_at), null);
    item.append(element('p', 'error', job.error || 'no reason was given'));
    item.append(element('p', 'note', job.queue + ', attempt ' + job.attempt + ' of ' + (job.max_retries + 1)));
    return item;
  }), total);
}

function cell(number, bad) {
  const text = Number(number).toLocaleString();
  return element('td', number === 0 ? 'zero' : bad ? 'bad' : '', text);
}

function showQueues(stats, queues) {
  const paused = new Map(queues.filter((queue) => queue.paused).map((queue) => [queue.name, queue.pause]));
  fill('queues', stats.queues.map((queue) => {
    const row = element('tr');
    const name = element('td', '', queue.name);
    if (paused.has(queue.name)) {
      const why = paused.get(queue.name);
      const tag = element('span', 'tag', 'paused');
      tag.title = why && why.reason ? why.reason : '';
      name.append(tag);
    }
    const jobs = queue.jobs;
    row.append(name, cell(jobs.pending), cell(jobs.running), cell(jobs.retrying), cell(jobs.failed, true),
      cell(jobs.completed));
    row.append(element('td', queue.oldest_due ? '' : 'zero',
      queue.oldest_due ? length(Math.max(0, -ahead(queue.oldest_due))) : '–'));
    return row;
  }), stats.queues.length);
}

function showReport(jobs) {
  const job = jobs.find((candidate) => candidate.result !== null);
  byId('report-section').hidden = !job;
  if (!job) {
    return;
  }
  const result = job.result;
  const text = typeof result === 'string' ? result : result.text || result.report || JSON.stringify(result, null, 2);
  byId('report-when').textContent = what(job) + ', ' + from(job.completed_at);
  if (byId('report').textContent !== text) {
    byId('report').textContent = text;
  }
}

function sayHealth(stats, nodes, first) {
  const alive = nodes.filter((node) => node.alive).length;
  const waits = Math.max(0, ...stats.queues.map((queue) => (queue.oldest_due ? -ahead(queue.oldest_due) : 0)));
  const jobs = stats.jobs;
  const parts = [
    jobs.running === 1 ? '1 job runs' : jobs.running.toLocaleString() + ' jobs run',
    jobs.pending + jobs.retrying > 0 ? (jobs.pending + jobs.retrying).toLocaleString() + ' wait' : null,
    first ? first.name + ' is next, ' + from(first.next_run) : null,
  ].filter(Boolean);
  if (alive === 0) {
    return ['bad', 'No node is alive: nothing will run.'];
  }
  if (waits > 60) {
    return ['warn', 'The oldest due job has been waiting for ' + length(waits) + '. ' + parts.join(', ') + '.'];
  }
  return ['good', parts.join(', ') + '.'];
}

async function refresh() {
  const [stats, running, failed, schedules, queues, nodes, reports] = await Promise.all([
    ask('stats'),
    ask('jobs?status=running&limit=24'),
    ask('jobs?status=failed&limit=' + FAILURES_SHOWN),
    ask('schedules?limit=1000'),
    ask('queues'),
    ask('nodes'),
    ask('jobs?status=completed&limit=1&task=' + encodeURIComponent(REPORT_TASK)),
  ]);
  showRunning(running.items, stats.jobs.running);
  const first = showNext(schedules.items);
  showFailed(failed.items, stats.jobs.failed);
  showQueues(stats, queues.items);
  showReport(reports.items);
  const [level, sentence] = sayHealth(stats, nodes.items, first);
  say(level, sentence);
  byId('freshness').textContent = 'As of ' + new Date().toLocaleTimeString();
}

function say(level, sentence) {
  const health = byId('health');
  health.className = level;
  if (health.textContent !== sentence) {
    health.textContent = sentence;
  }
}

let timer = 0;
let asking = false;

async function turn() {
  clearTimeout(timer);
  if (asking || document.hidden) {
    return;
  }
  asking = true;
  try {
    await refresh();
  } catch (error) {
    say('bad', 'The server does not answer: ' + error.message);
  } finally {
    asking = false;
    if (!document.hidden) {
      timer = setTimeout(turn, EVERY_MS);
    }
  }
}

document.addEventListener('visibilitychange', turn);
turn();
