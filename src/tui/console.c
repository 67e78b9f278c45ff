#include "mtacon/tui/console.h"

#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "console_private.h"
#include "form.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/tui/terminal.h"

const struct screen *const console_tabs[CONSOLE_TABS] = {
    &screen_domains, &screen_nodes, &screen_alerts, &screen_history, &screen_system, &screen_codes};

enum { RELOAD_MS = 1000, PRUNE_MS = 60000, LEAST_ROWS = 16, LEAST_COLUMNS = 60 };

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

/* ---- drawing ---- */

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
    console->rows = cells->rows;
    console->columns = cells->columns;
    console->stale = false;
    if (cells->rows < LEAST_ROWS || cells->columns < LEAST_COLUMNS) {
        area_printf(all, 0, 0, STYLE_STRONG, "%dx%d is too small", cells->columns, cells->rows);
        area_text(all, 1, 0, STYLE_NORMAL, "80x24 shows all; q quits");
        return;
    }
    struct view *view = console_view(console);
    view->screen->draw(console, area_part(all, 2, 0, all.rows - 4, all.columns));
    frame_draw(console, all);
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
    console->views[0] = (struct view){.screen = console_tabs[index]};
}

static void next_tab(struct console *console)
{
    int index = 0;
    while (index < CONSOLE_TABS && console->views[0].screen != console_tabs[index])
        index++;
    choose_tab(console, (index + 1) % CONSOLE_TABS);
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

/* Keys come in bursts: what the one before opened was not drawn yet, but its rows and places are
 * what this one means. */
static void catch_up(struct console *console)
{
    struct cells unseen = {0};
    if (!console->stale)
        return;
    cells_resize(&unseen, console->rows, console->columns);
    console_draw(console, &unseen);
    cells_clear(&unseen);
}

void console_key(struct console *console, int key)
{
    catch_up(console);
    struct view *view = console_view(console);
    const struct fleet_question *question = console->fleet ? fleet_question(console->fleet) : NULL;
    console->stale = true;
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
    struct console console = {.options = options,
                              .local_time = options->local_time,
                              .rows = CONSOLE_ROWS,
                              .columns = CONSOLE_COLUMNS,
                              .stale = true};
    struct fleet_options fleet_options = {.config_file = options->ssh_config,
                                          .interval_ms = options->interval_ms,
                                          .pace = options->pace,
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
