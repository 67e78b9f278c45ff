#include "mtacon/tui/console.h"

#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "console_private.h"
#include "form.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/text.h"
#include "mtacon/tui/terminal.h"

enum { RELOAD_MS = 1000, PRUNE_MS = 60000, LEAST_ROWS = 16, LEAST_COLUMNS = 60, STALE = 30 };

static const struct screen *const tabs[] = {&screen_domains, &screen_nodes,  &screen_alerts,
                                            &screen_history, &screen_system, &screen_codes};
enum { TABS = sizeof tabs / sizeof *tabs };

static volatile sig_atomic_t stop_asked;

static void ask_stop(int number)
{
    (void)number;
    stop_asked = 1;
}

struct view *console_view(struct console *console)
{
    return &console->views[console->depth];
}

void console_say(struct console *console, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(console->message, sizeof console->message, format, arguments);
    va_end(arguments);
}

void console_open(struct console *console, const struct screen *screen, const char *subject)
{
    if (console->depth + 1 == CONSOLE_DEPTH)
        return;
    struct view *view = &console->views[++console->depth];
    *view = (struct view){.screen = screen};
    snprintf(view->subject, sizeof view->subject, "%s", subject);
    if (console->fleet && (screen == &screen_messages || screen == &screen_lines))
        fleet_ask_details(console->fleet, subject, screen == &screen_lines);
}

const char *console_time(const struct console *console, char *out, size_t size, const char *format,
                         int64_t at)
{
    return clock_format(out, size, format, at, console->local_time);
}

const struct model_history *console_history(struct console *console, int64_t node,
                                            const char *domain)
{
    char of[sizeof console->history_of];
    snprintf(of, sizeof of, "%lld %s", (long long)node, domain ? domain : "");
    if (strcmp(of, console->history_of) == 0 && console->history_at == console->model.at)
        return &console->history;
    if (!model_history_load(console->options->store, console->now, node, domain, &console->history,
                            NULL))
        return NULL;
    memcpy(console->history_of, of, sizeof of);
    console->history_at = console->model.at;
    return &console->history;
}

const char *console_node_state(const struct console *console, const struct model_node *node,
                               enum style *style, const char **why)
{
    const struct fleet_live *live =
        console->fleet ? fleet_live(console->fleet, node->stored.id) : NULL;
    *why = *node->stored.error ? node->stored.error : node->stored.note;
    *style = STYLE_DIM;
    if (!live)
        return strcmp(node->stored.state, "up") == 0 ? "was up" : node->stored.state;
    if (live->state == FLEET_UP) {
        *style = **why ? STYLE_NEAR : STYLE_GOOD;
        return **why ? "up, note" : "up";
    }
    if (live->state == FLEET_DOWN) {
        *style = STYLE_BAD;
        return "DOWN";
    }
    *style = live->failed ? STYLE_BAD : STYLE_NEAR;
    return live->failed ? "DOWN, try" : "connects";
}

/* ---- frame: title, summary, footer ---- */

/* Open alerts that nobody is at yet. */
static int count_firing(const struct model *model)
{
    int firing = 0;
    for (size_t i = 0; i < model->alert_count; i++)
        firing += strcmp(model_alert_state(model, &model->alerts[i]), "firing") == 0;
    return firing;
}

static void draw_title(const struct console *console, struct area area)
{
    char when[40], count[16];
    const struct screen *open = console->views[console->depth].screen;
    bool is_tab = false;
    area_fill(area, 0, STYLE_BAR);
    int column = area_text(area, 0, 1, STYLE_BAR_KEY, "mtacon") + 2;
    /* Inside one of them, where the operator came from and where he is. */
    for (int i = 0; i < TABS; i++) {
        if (console->depth > 0 && console->views[0].screen != tabs[i])
            continue;
        bool here = console->views[0].screen == tabs[i] && console->depth == 0;
        is_tab = is_tab || here;
        if (tabs[i] == &screen_alerts && count_firing(&console->model))
            snprintf(count, sizeof count, " (%d)", count_firing(&console->model));
        else
            count[0] = '\0';
        /* The reference of codes gives way where it is narrow: System has it too. */
        if (!here && column + 20 > area.columns - (console->options->read_only ? 12 : 0))
            continue;
        column = area_printf(area, 0, column, here ? STYLE_BAR_KEY : STYLE_BAR,
                             here ? "[%d %s%s]" : " %d %s%s ", i + 1, tabs[i]->name, count);
    }
    if (!is_tab)
        area_printf(area, 0, column, STYLE_BAR_KEY, "[%s]", open->name);
    console_time(console, when, sizeof when, console->local_time ? "%H:%M:%S %Z" : "%H:%M:%SZ",
                 console->now);
    if (console->options->read_only)
        area_right(area, 0, area.columns - 12, STYLE_BAR, "read-only");
    area_right(area, 0, area.columns - 1, STYLE_BAR, when);
}

/* How many nodes are read right now; without a fleet none is. */
static int nodes_up(const struct console *console)
{
    int up = 0;
    for (size_t i = 0; console->fleet && i < fleet_count(console->fleet); i++)
        up += fleet_live_at(console->fleet, i)->state == FLEET_UP;
    return up;
}

static void draw_summary(const struct console *console, struct area area)
{
    const struct model *model = &console->model;
    char hour[32], day[32], queue[32], age[16] = "-";
    int up = nodes_up(console), all = (int)model->node_count;
    int64_t newest = 0, oldest = 0;
    for (size_t i = 0; i < model->node_count; i++) {
        int64_t contact = model->nodes[i].stored.last_contact;
        newest = contact > newest ? contact : newest;
        oldest = i == 0 || contact < oldest ? contact : oldest;
    }
    int column =
        area_printf(area, 0, 1, up < all ? STYLE_BAD : STYLE_GOOD, "nodes %d of %d up", up, all);
    column = area_printf(area, 0, column + 2, STYLE_NORMAL, "failures %s/h %s/24h",
                         text_count(hour, sizeof hour, model->failures.last_hour),
                         text_count(day, sizeof day, model->failures.last_day));
    if (model->oldest)
        text_age(age, sizeof age, console->now - model->oldest);
    column = area_printf(area, 0, column + 2, STYLE_NORMAL, "queue %s oldest %s",
                         text_count(queue, sizeof queue, model->queued), age);
    if (model->expiring_6h)
        column = area_printf(area, 0, column + 2, STYLE_NEAR, "exp<6h %lld",
                             (long long)model->expiring_6h);
    if (newest && console->now - newest > STALE)
        area_printf(area, 0, column + 2, STYLE_NEAR, "READ %s AGO",
                    text_age(age, sizeof age, console->now - newest));
}

static void draw_footer(const struct console *console, struct area area)
{
    const struct screen *screen = console->views[console->depth].screen;
    int row = area.rows - 1, column = 1;
    area_fill(area, row, STYLE_BAR);
    for (int i = 0; i < 10 && screen->requests[i]; i++) {
        const struct request_info *info = request_info(screen->requests[i]);
        if (column + text_width(info->key_names) + text_width(info->label) + 2 > area.columns)
            break;
        column = area_text(area, row, column, STYLE_BAR_KEY, info->key_names) + 1;
        column = area_text(area, row, column, STYLE_BAR, info->label) + 2;
    }
}

/* The newest alert that nobody is at; false when there is none. */
static bool draw_alert_banner(const struct console *console, struct area area, int row)
{
    const struct model *model = &console->model;
    char count[32], limit[32], since[32], more[32] = "";
    int firing = count_firing(model);
    size_t i = 0;
    while (i < model->alert_count &&
           strcmp(model_alert_state(model, &model->alerts[i]), "firing") != 0)
        i++;
    if (i == model->alert_count || console->views[console->depth].screen == &screen_alerts)
        return false;
    const struct store_alert *alert = &model->alerts[i];
    if (firing > 1)
        snprintf(more, sizeof more, " (and %d more)", firing - 1);
    area_printf(area, row, 1, STYLE_BAD, "▲ ALERT %s %s/%s %s since %s%s: 3 shows", alert->domain,
                text_count(count, sizeof count, alert->count),
                text_count(limit, sizeof limit, alert->threshold),
                alert->window == ALERT_HOURLY ? "/h" : "/24h",
                console_time(console, since, sizeof since, "%H:%M", alert->since), more);
    return true;
}

/* What the operator must know about policy on the nodes, worst first. */
static void draw_policy_banner(const struct model *model, struct area area, int row)
{
    int foreign = 0, drifted = 0, behind = 0;
    for (size_t i = 0; i < model->node_count; i++) {
        foreign += model->nodes[i].sync == SYNC_FOREIGN;
        drifted += model->nodes[i].sync == SYNC_DRIFTED;
        behind += model->nodes[i].sync == SYNC_BEHIND;
    }
    if (model->split)
        area_printf(
            area, row, 1, STYLE_BAD,
            "SPLIT: %d of %d nodes carry another console's revision: 2 shows which, A adopts",
            foreign, model->enrolled);
    else if (foreign)
        area_printf(area, row, 1, STYLE_BAD,
                    "another console pushed a revision unknown here: 2 shows which, A adopts it");
    else if (behind)
        area_printf(area, row, 1, STYLE_NEAR,
                    "revision %lld is in force on %d of %d nodes: p pushes",
                    (long long)model->revision.number, model->current, model->enrolled);
    else if (drifted)
        area_printf(area, row, 1, STYLE_NEAR, "%d nodes have drifted: 2 shows which, p pushes anew",
                    drifted);
}

static void draw_message(struct console *console, struct area area)
{
    int row = area.rows - 2;
    const char *store_error = console->fleet ? fleet_store_error(console->fleet) : "";
    if (console->filtering) {
        area_text(area, row, 1, STYLE_STRONG, "Filter:");
        input_draw(&console->filter_input, area, row, 9, 40, true, false);
    } else if (*store_error) {
        area_text(area, row, 1, STYLE_BAD, store_error);
    } else if (console->message[0]) {
        area_text(area, row, 1, STYLE_STRONG, console->message);
    } else if (console->filter[0] && console->depth == 0) {
        area_printf(area, row, 1, STYLE_NEAR, "filter: %s   (Esc drops it)", console->filter);
    } else if (!draw_alert_banner(console, area, row)) {
        draw_policy_banner(&console->model, area, row);
    }
}

static void draw_question(struct console *console, struct area area,
                          const struct fleet_question *question)
{
    bool key = question->kind == SSH_ASK_HOST_KEY;
    struct area box = part_box(area, 10, 72, key ? "Unknown host key" : "Authentication");
    int row = area_wrap(box, 0, 0, STYLE_NORMAL, question->text) + 1;
    if (key) {
        area_text(box, row, 0, STYLE_STRONG,
                  console->options->read_only ? "n refuse (--read-only: it cannot be trusted here)"
                                              : "y trust it and connect   n refuse");
        return;
    }
    input_draw(&console->answer, box, row, 0, 50, true, !question->echo);
    area_text(box, row + 2, 0, STYLE_NORMAL, "Enter go on   Esc give none");
}

static void draw_dialogs(struct console *console, struct area area)
{
    const struct fleet_question *question = console->fleet ? fleet_question(console->fleet) : NULL;
    if (console->form)
        form_draw(console, area);
    if (console->confirm.yes)
        dialog_draw(console, area);
    else if (question && !console->form)
        draw_question(console, area, question);
}

void console_draw(struct console *console, struct cells *cells)
{
    struct area all = cells_area(cells);
    for (int row = 0; row < cells->rows; row++)
        area_fill(all, row, STYLE_NORMAL);
    cells->cursor_row = cells->cursor_column = -1;
    if (cells->rows < LEAST_ROWS || cells->columns < LEAST_COLUMNS) {
        area_printf(all, 0, 0, STYLE_STRONG, "%dx%d is too small", cells->columns, cells->rows);
        area_text(all, 1, 0, STYLE_NORMAL, "80x24 shows all; q quits");
        return;
    }
    draw_title(console, all);
    draw_summary(console, area_part(all, 1, 0, 1, all.columns));
    struct view *view = console_view(console);
    view->screen->draw(console, area_part(all, 2, 0, all.rows - 4, all.columns));
    draw_message(console, all);
    draw_footer(console, all);
    draw_dialogs(console, all);
}

/* ---- keys ---- */

static void close_view(struct console *console)
{
    if (console->depth > 0)
        console->depth--;
    else if (console->filter[0])
        console->filter[0] = '\0';
}

static void choose_tab(struct console *console, int index)
{
    console->depth = 0;
    console->filter[0] = '\0';
    console->views[0] = (struct view){.screen = tabs[index]};
}

static void next_tab(struct console *console)
{
    int index = 0;
    while (index < TABS && console->views[0].screen != tabs[index])
        index++;
    choose_tab(console, (index + 1) % TABS);
}

static void general_request(struct console *console, enum request request)
{
    switch (request) {
    case REQUEST_BACK:
        close_view(console);
        break;
    case REQUEST_QUIT:
        if (console->depth == 0)
            console->quit = true;
        else
            close_view(console);
        break;
    case REQUEST_NEXT_SCREEN:
        next_tab(console);
        break;
    case REQUEST_DOMAINS:
    case REQUEST_NODES:
    case REQUEST_ALERT_LIST:
    case REQUEST_HISTORY:
    case REQUEST_SYSTEM:
    case REQUEST_CODES:
        choose_tab(console, (int)request - REQUEST_DOMAINS);
        break;
    case REQUEST_HELP:
        if (console_view(console)->screen != &screen_help)
            console_open(console, &screen_help, "");
        break;
    case REQUEST_FILTER:
        if (console->depth == 0 && (console->views[0].screen == &screen_domains ||
                                    console->views[0].screen == &screen_nodes)) {
            console->filtering = true;
            input_set(&console->filter_input, console->filter);
        }
        break;
    case REQUEST_GRAPH:
        console->graph = (console->graph + 1) % 3;
        break;
    case REQUEST_CONNECT:
        if (console->fleet)
            fleet_retry(console->fleet, 0);
        console_say(console, "connecting to what is down");
        break;
    case REQUEST_PUSH:
        if (console_view(console)->screen != &screen_push)
            console_open(console, &screen_push, "");
        break;
    case REQUEST_LOCAL_TIME:
        console->local_time = !console->local_time;
        break;
    default:
        break;
    }
}

static void filter_key(struct console *console, int key)
{
    if (key == KEY_CODE_ENTER) {
        console->filtering = false;
    } else if (key == KEY_CODE_ESCAPE || key == 'C' - 64) {
        console->filtering = false;
        console->filter[0] = '\0';
    } else if (input_key(&console->filter_input, key)) {
        snprintf(console->filter, sizeof console->filter, "%.*s", (int)sizeof console->filter - 1,
                 console->filter_input.text);
    }
}

static void question_key(struct console *console, int key, const struct fleet_question *question)
{
    bool refuse = key == KEY_CODE_ESCAPE || key == 'C' - 64;
    if (question->kind == SSH_ASK_HOST_KEY) {
        if (key == 'y' && !console->options->read_only)
            fleet_answer(console->fleet, "yes");
        else if (key == 'n' || refuse)
            fleet_answer(console->fleet, NULL);
        return;
    }
    if (key == KEY_CODE_ENTER || refuse) {
        fleet_answer(console->fleet, refuse ? NULL : console->answer.text);
        input_set(&console->answer, "");
    } else {
        input_key(&console->answer, key);
    }
}

void console_key(struct console *console, int key)
{
    struct view *view = console_view(console);
    const struct fleet_question *question = console->fleet ? fleet_question(console->fleet) : NULL;
    console->message[0] = '\0';
    if (console->confirm.yes) {
        dialog_key(console, key);
    } else if (console->form) {
        form_key(console, key);
    } else if (question) {
        question_key(console, key, question);
    } else if (console->filtering) {
        filter_key(console, key);
    } else {
        enum request request = request_of_key(key);
        if (!view_move(view, request) &&
            !(view->screen->request && view->screen->request(console, request)))
            general_request(console, request);
    }
}

/* ---- the loop ---- */

/* A new alert rings the bell, once. */
static void note_alerts(struct console *console)
{
    int64_t newest = 0;
    for (size_t i = 0; i < console->model.alert_count; i++)
        if (console->model.alerts[i].id > newest)
            newest = console->model.alerts[i].id;
    console->bell = console->bell || newest > console->alerted;
    if (newest > console->alerted)
        console->alerted = newest;
}

void console_reload(struct console *console)
{
    struct model fresh;
    struct error error;
    if (console->fleet)
        console->now = clock_now();
    if (model_load(console->options->store, console->now, &fresh, &error)) {
        model_clear(&console->model);
        console->model = fresh;
        note_alerts(console);
    } else {
        console_say(console, "%s", error.text);
    }
}

/* Takes all keys that are there; true when there was one. */
static bool take_keys(struct console *console, struct cells *cells)
{
    bool any = false;
    for (int key; (key = terminal_key()) != 0; any = true) {
        if (request_of_key(key) == REQUEST_REDRAW)
            terminal_redraw();
        if (key == KEY_CODE_RESIZE) {
            int rows, columns;
            terminal_size(&rows, &columns);
            cells_resize(cells, rows, columns);
        } else {
            console_key(console, key);
        }
    }
    return any;
}

static void run(struct console *console)
{
    struct cells cells = {0};
    int rows, columns;
    int64_t loaded = 0, pruned = clock_monotonic_ms(), version = -1;
    bool changed = true;
    terminal_size(&rows, &columns);
    cells_resize(&cells, rows, columns);
    while (!console->quit && !stop_asked) {
        int64_t now = clock_monotonic_ms();
        if (now - loaded >= RELOAD_MS || (changed && now - loaded >= RELOAD_MS / 4)) {
            int64_t current = store_data_version(console->options->store);
            if (current != version && version != -1)
                fleet_sync(console->fleet, NULL);
            version = current;
            console_reload(console);
            enrol_look(console);
            loaded = now;
            changed = false;
        }
        console_draw(console, &cells);
        terminal_paint(&cells);
        if (console->bell)
            terminal_bell();
        console->bell = false;
        if (now - pruned > PRUNE_MS) {
            store_prune(console->options->store, console->now, NULL);
            pruned = now;
        }
        struct pollfd waits[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                 {.fd = fleet_fd(console->fleet), .events = POLLIN}};
        int64_t wait = loaded + (changed ? RELOAD_MS / 4 : RELOAD_MS) - clock_monotonic_ms();
        poll(waits, 2, wait > 0 ? (int)wait : 0);
        if (waits[0].revents & (POLLHUP | POLLERR))
            break;
        take_keys(console, &cells);
        changed = fleet_dispatch(console->fleet) || changed;
    }
    cells_clear(&cells);
}

bool console_run(const struct console_options *options, struct error *error)
{
    struct console console = {.options = options, .local_time = options->local_time};
    struct fleet_options fleet_options = {.config_file = options->ssh_config,
                                          .interval_ms = options->interval_ms,
                                          .changes_nodes = !options->read_only,
                                          .alerts = options->alerts};
    fleet_options.alerts.role = options->read_only ? FLEET_ALERTS_NONE : FLEET_ALERTS_EVALUATE;
    struct sigaction action = {.sa_handler = ask_stop};
    console.views[0].screen = &screen_domains;
    console.now = clock_now();
    if (!model_load(options->store, console.now, &console.model, error))
        return false;
    note_alerts(&console);
    console.bell = false; /* those before are on the screen */
    if (!terminal_open(options->ascii, options->no_color, error)) {
        model_clear(&console.model);
        return false;
    }
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    console.fleet = fleet_start(options->store, &fleet_options, error);
    if (console.fleet)
        run(&console);
    bool done = console.fleet != NULL;
    terminal_close();
    fleet_stop(console.fleet);
    model_clear(&console.model);
    form_free(console.form);
    dialog_clear(&console);
    input_set(&console.answer, "");
    return done;
}
