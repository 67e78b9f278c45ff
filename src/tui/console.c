#include "mtacon/tui/console.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "actions.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/crash.h"
#include "mtacon/store/keeper.h"
#include "mtacon/tui/terminal.h"
#include "pulse.h"
#include "stage.h"

/* What signals ask for; the loop does it. */
static volatile sig_atomic_t stop_asked, suspend_asked, was_stopped;

static void take_signal(int number)
{
    if (number == SIGTSTP)
        suspend_asked = 1;
    else if (number == SIGCONT)
        was_stopped = 1;
    else
        stop_asked = 1;
}

static const int numbers[] = {SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT};
enum { SIGNALS = sizeof numbers / sizeof *numbers };

static void catch_signals(struct sigaction before[SIGNALS])
{
    struct sigaction action = {.sa_handler = take_signal};
    for (int i = 0; i < SIGNALS; i++)
        sigaction(numbers[i], &action, &before[i]);
}

/* Nobody looks at what they ask any more: they end it, even where its end hangs. */
static void release_signals(const struct sigaction before[SIGNALS])
{
    for (int i = 0; i < SIGNALS; i++)
        sigaction(numbers[i], &before[i], NULL);
}

static void take_size(struct app *app, struct cells *cells)
{
    int rows, columns;
    terminal_size(&rows, &columns);
    cells_resize(cells, rows, columns);
    stage_resize(app, rows, columns);
}

/* Continued in the background, it stops again until it has the terminal. Where nobody can continue
 * it, it is not stopped at all. */
static void suspend(struct app *app, struct cells *cells)
{
    do {
        was_stopped = 0;
        terminal_suspend();
    } while (was_stopped && !stop_asked && !terminal_is_ours());
    suspend_asked = was_stopped = 0;
    if (stop_asked || !terminal_is_ours()) {
        app->quit = true;
        return;
    }
    terminal_resume();
    take_size(app, cells);
}

/* Stopped by another way, nobody could give the terminal back before; it is taken over all the
 * same. False when it was told to end. */
static bool do_what_signals_ask(struct app *app, struct cells *cells)
{
    if (suspend_asked || (was_stopped && !terminal_is_ours() && !stop_asked)) {
        suspend(app, cells);
    } else if (was_stopped && !stop_asked) {
        was_stopped = 0;
        terminal_resume();
        take_size(app, cells);
    }
    return !app->quit && !stop_asked;
}

/* Takes all keys that are there, up to one that ends it. */
static void take_keys(struct app *app, struct cells *cells)
{
    for (int key; !app->quit && (key = terminal_key()) != 0;) {
        enum request request = request_of_key(key);
        if (request == REQUEST_REDRAW)
            terminal_redraw();
        if (key == KEY_CODE_RESIZE)
            take_size(app, cells);
        else if (request == REQUEST_SUSPEND)
            suspend(app, cells);
        else
            stage_key(app, key);
    }
}

/* For another one's short write, where several of ours follow each other: no key waits longer. */
enum { PATIENCE_MS = 8 };

static void paint(struct app *app, struct cells *cells)
{
    stage_prepare(app);
    stage_draw(app, cells);
    terminal_paint(cells);
    if (app->bell)
        terminal_bell();
    app->bell = false;
}

static void run(struct app *app)
{
    struct cells cells = {0};
    struct pulse pulse = pulse_begin();
    take_size(app, &cells);
    while (!app->quit && do_what_signals_ask(app, &cells)) {
        pulse_step(&pulse, app, clock_monotonic_ms());
        paint(app, &cells);
        bool held = fleet_is_held(app->fleet);
        struct pollfd waits[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                 {.fd = held ? -1 : fleet_fd(app->fleet), .events = POLLIN},
                                 {.fd = app->clerk ? clerk_fd(app->clerk) : -1, .events = POLLIN}};
        poll(waits, 3, pulse_wait(&pulse, app, clock_monotonic_ms()));
        if (waits[0].revents & (POLLHUP | POLLERR))
            break;
        app->clock = clock_monotonic_ms();
        take_keys(app, &cells);
        pulse_news(&pulse, app);
        /* So that no key waits for that and for a drawing. */
        if (pulse.worked)
            take_keys(app, &cells);
    }
    cells_clear(&cells);
}

bool console_run(const struct console_options *options, struct error *error)
{
    struct app app;
    struct fleet_options fleet_options = {.config_file = options->ssh_config,
                                          .interval_ms = options->interval_ms,
                                          .pace = options->pace,
                                          .model = &app.model,
                                          .answers_keys = true,
                                          .changes_nodes = !options->read_only,
                                          .alerts = options->alerts};
    fleet_options.alerts.role = options->read_only ? FLEET_ALERTS_NONE : FLEET_ALERTS_EVALUATE;
    if (!stage_begin(&app, options, clock_now(), error))
        return false;
    if (!terminal_open(options->ascii, options->no_color, error)) {
        stage_end(&app);
        return false;
    }
    struct sigaction before[SIGNALS];
    catch_signals(before);
    crash_catch(store_path(options->store), terminal_rescue);
    app_begin_clerk(&app);
    fleet_options.clerk = app.clerk;
    app.fleet = fleet_start(options->store, &fleet_options, error);
    app.keeper = app.fleet ? keeper_start(options->store, NULL) : NULL;
    store_set_patience(options->store, PATIENCE_MS);
    if (app.fleet)
        run(&app);
    bool done = app.fleet != NULL;
    terminal_close();
    release_signals(before);
    store_set_patience(options->store, STORE_PATIENCE_MS);
    actions_end(&app);
    fleet_stop(app.fleet);
    app_end_clerk(&app);
    keeper_stop(app.keeper);
    stage_end(&app);
    crash_release();
    return done;
}
