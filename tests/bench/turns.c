/* How long the main thread of the console is busy at a time: the whole of it but the terminal, on a
 * large store, while nodes tell what they read as fast as so many do. Prints a line a screen.
 *
 *     turns [SECONDS [DOMAINS [NODES [MINUTES]]]]
 */
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "fleet_private.h"
#include "large.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/window.h"
#include "mtacon/probe/list.h"
#include "mtacon/store/clerk.h"
#include "mtacon/store/keeper.h"
#include "mtacon/store/revision.h"
#include "pulse.h"
#include "stage.h"

/* Each node is asked every five seconds; a key comes at this pace. */
enum { EVERY_MS = 5000, KEY_MS = 40, ROWS = 48, COLUMNS = 160 };

/* ---- nodes that are up, and say nothing themselves ---- */

static const struct transport_kind quiet;

static struct transport *quiet_new(struct loop *loop, const struct ssh_target *target,
                                   struct ssh_shared *shared, const struct ssh_listener *listener,
                                   void *argument)
{
    (void)loop, (void)target, (void)shared, (void)listener, (void)argument;
    struct transport *transport = memory_new(1, sizeof *transport);
    transport->kind = &quiet;
    return transport;
}

static void quiet_start(struct transport *transport)
{
    (void)transport;
}

static void quiet_write(struct transport *transport, const char *bytes, size_t length)
{
    (void)transport, (void)bytes, (void)length;
}

static void quiet_end(struct transport *transport, const char *text, bool late)
{
    (void)transport, (void)text, (void)late;
}

static const char *quiet_errors(struct transport *transport)
{
    (void)transport;
    return "";
}

static const char *quiet_beyond(const struct transport *transport)
{
    (void)transport;
    return NULL;
}

static void quiet_free(struct transport *transport)
{
    free(transport);
}

static const struct transport_kind quiet = {.name = "libssh2",
                                            .new = quiet_new,
                                            .start = quiet_start,
                                            .write = quiet_write,
                                            .end = quiet_end,
                                            .errors = quiet_errors,
                                            .forget_errors = quiet_start,
                                            .beyond = quiet_beyond,
                                            .free = quiet_free};

/* ---- what they would say ---- */

struct feeder {
    struct mailbox *mailbox;
    struct probe_node *nodes;
    int count, domains;
    atomic_bool stop;
    _Atomic int64_t told;
    uint32_t dice;
};

static uint32_t roll(uint32_t *dice, uint32_t limit)
{
    *dice ^= *dice << 13;
    *dice ^= *dice >> 17;
    *dice ^= *dice << 5;
    return *dice % limit;
}

static void tell(struct feeder *feeder, int node, enum fleet_event_kind kind,
                 const struct probe *probe, void *value)
{
    struct fleet_event *event = memory_new(1, sizeof *event);
    *event = (struct fleet_event){.kind = kind,
                                  .node = node + 1,
                                  .at = clock_now(),
                                  .state = FLEET_UP,
                                  .subject = memory_string("libssh2"),
                                  .text = memory_string(""),
                                  .probe = probe,
                                  .value = value};
    mailbox_put(feeder->mailbox, event);
    feeder->told++;
}

static void tell_sizes(struct feeder *feeder, int node)
{
    void *value = memory_new(1, probe_sizes.size);
    for (int i = 0; i < QUEUE_COUNT - 1; i++)
        probe_sizes.row(value, &(struct report_row){.kind = REPORT_SIZE,
                                                    .queue = i,
                                                    .number = roll(&feeder->dice, 50)});
    tell(feeder, node, EVENT_PROBE, &probe_sizes, value);
}

/* Of one node in two a few domains failed since. */
static void tell_log(struct feeder *feeder, int node)
{
    struct probe_node *state = &feeder->nodes[node];
    struct probe_answer answer = {.again_ms = -1};
    if (roll(&feeder->dice, 2))
        return;
    void *value = memory_new(1, probe_log.size);
    for (int i = 0; i < 3; i++) {
        struct report_row row = {.kind = REPORT_FAIL,
                                 .minute = window_minute(clock_now()),
                                 .code = 450,
                                 .number = 1 + roll(&feeder->dice, 9)};
        uint32_t limit = i ? 100 : (uint32_t)feeder->domains;
        snprintf(row.domain, sizeof row.domain, "%s",
                 large_domain((int)roll(&feeder->dice, limit)));
        probe_log.row(value, &row);
    }
    struct report_row cursor = {.kind = REPORT_CURSOR, .number = state->cursor.offset + 100};
    snprintf(cursor.text, sizeof cursor.text, "fingerprint");
    probe_log.row(value, &cursor);
    state->now = clock_now();
    probe_log.done(state, value, &answer);
    state->cursor = (struct log_cursor){.offset = state->cursor.offset + 100, .at = state->now};
    snprintf(state->cursor.fingerprint, sizeof state->cursor.fingerprint, "fingerprint");
    tell(feeder, node, EVENT_PROBE, &probe_log, value);
}

static void *feed(void *argument)
{
    struct feeder *feeder = argument;
    for (int i = 0; i < feeder->count; i++) {
        tell(feeder, i, EVENT_STATE, NULL, NULL);
        tell(feeder, i, EVENT_ROUND, NULL, NULL);
    }
    int64_t began = clock_monotonic_ms();
    for (int64_t turn = 0; !feeder->stop; turn++) {
        int64_t due = began + turn * EVERY_MS / feeder->count;
        while (clock_monotonic_ms() < due && !feeder->stop)
            poll(NULL, 0, 1);
        tell_sizes(feeder, (int)(turn % feeder->count));
        tell_log(feeder, (int)(turn % feeder->count));
    }
    return NULL;
}

/* ---- another console, that saves all the time ---- */

enum { SAVE_MS = 700 };

struct other {
    const char *path;
    atomic_bool saves, stop;
    int saved;
};

/* One domain after the other, and now and then what all inherit. */
static void change_policy(struct other *other, struct policy *policy)
{
    size_t place = other->saved % 5 == 4 ? 0 : 1 + (size_t)other->saved % (policy->count - 1);
    struct policy_domain *domain = &policy->domains[place];
    domain->thresholds.hourly = 1000 + other->saved;
    if (place)
        policy_set_mode(domain, other->saved & 1 ? POLICY_MODE_OPTIONAL : POLICY_MODE_DISABLED, 0);
}

static void save_once(struct other *other, struct store *store)
{
    struct policy policy;
    struct policy_revision head, saved;
    struct error error;
    if (revision_load_current(store, &policy, &head, &error)) {
        change_policy(other, &policy);
        if (revision_save(store, &policy, head.hash, "other", "bench", clock_now(), &saved,
                          &error) == REVISION_SAVED)
            other->saved++;
    }
    policy_clear(&policy);
}

static void *save_on(void *argument)
{
    struct other *other = argument;
    struct store *store = store_open(other->path, NULL);
    while (store && !other->stop) {
        poll(NULL, 0, SAVE_MS);
        if (other->saves)
            save_once(other, store);
    }
    store_close(store);
    return NULL;
}

/* ---- turns ---- */

enum { KEY, NEWS, STEP, READ, DRAW, PARTS };
static const char *const part_names[PARTS] = {"key", "news", "model", "reading", "drawing"};

static double now_ms(clockid_t clock)
{
    struct timespec at;
    clock_gettime(clock, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

struct figures {
    double *latencies;
    int keys, turns;
    double longest, parts[PARTS]; /* of the turn that took longest */
    double cpu;                   /* the most of a turn */
};

/* Between two times that keys are heard: the parts from `first` on, up to `end`. */
static void note_turn(struct figures *figures, const double *at, const double *cpu, int first,
                      int end)
{
    if (cpu[end] - cpu[first] > figures->cpu)
        figures->cpu = cpu[end] - cpu[first];
    if (at[end] - at[first] <= figures->longest)
        return;
    figures->longest = at[end] - at[first];
    for (int i = 0; i < PARTS; i++)
        figures->parts[i] = i >= first && i < end ? at[i + 1] - at[i] : 0;
}

static void stamp(double *at, double *cpu, int part)
{
    at[part] = now_ms(CLOCK_MONOTONIC);
    cpu[part] = now_ms(CLOCK_THREAD_CPUTIME_ID);
}

static void take_turn(struct app *app, struct pulse *pulse, struct cells *cells, int key,
                      struct figures *figures)
{
    double at[PARTS + 1], cpu[PARTS + 1];
    stamp(at, cpu, KEY);
    app->clock = clock_monotonic_ms();
    if (key)
        stage_key(app, key);
    stamp(at, cpu, NEWS);
    pulse_news(pulse, app);
    stamp(at, cpu, STEP);
    pulse_step(pulse, app, clock_monotonic_ms());
    stamp(at, cpu, READ);
    stage_prepare(app);
    stamp(at, cpu, DRAW);
    stage_draw(app, cells);
    stamp(at, cpu, PARTS);
    figures->turns++;
    /* As console.c does it. */
    if (pulse->worked) {
        note_turn(figures, at, cpu, KEY, STEP);
        note_turn(figures, at, cpu, STEP, PARTS);
    } else {
        note_turn(figures, at, cpu, KEY, PARTS);
    }
}

static int compare(const void *one, const void *other)
{
    return (*(const double *)one > *(const double *)other) -
           (*(const double *)one < *(const double *)other);
}

static int key_of(char letter)
{
    return letter == '\r' ? KEY_CODE_ENTER : letter == '\x1b' ? KEY_CODE_ESCAPE : letter;
}

/* A screen: the keys that lead there, and those that are pressed in turn. */
struct visit {
    const char *name, *way, *keys;
    bool saves; /* while another console saves */
};

static void stay(struct app *app, struct pulse *pulse, struct cells *cells, struct other *other,
                 const struct visit *visit, double seconds)
{
    struct figures figures = {
        .latencies = memory_new((size_t)(seconds * 1000 / KEY_MS) + 2, sizeof(double))};
    size_t pressed = 0;
    other->saves = visit->saves;
    for (const char *way = visit->way; *way; way++)
        take_turn(app, pulse, cells, key_of(*way), &figures);
    double began = now_ms(CLOCK_MONOTONIC), next = began + KEY_MS;
    while (now_ms(CLOCK_MONOTONIC) - began < seconds * 1000) {
        struct pollfd waits[] = {
            {.fd = fleet_is_held(app->fleet) ? -1 : fleet_fd(app->fleet), .events = POLLIN},
            {.fd = clerk_fd(app->clerk), .events = POLLIN}};
        double left = next - now_ms(CLOCK_MONOTONIC);
        int due = pulse_wait(pulse, app, clock_monotonic_ms());
        poll(waits, 2, left <= 0 ? 0 : due < (int)ceil(left) ? due : (int)ceil(left));
        bool key = now_ms(CLOCK_MONOTONIC) >= next;
        take_turn(app, pulse, cells, key ? key_of(visit->keys[pressed++ % strlen(visit->keys)]) : 0,
                  &figures);
        if (!key)
            continue;
        figures.latencies[figures.keys++] = now_ms(CLOCK_MONOTONIC) - next;
        next += KEY_MS;
    }
    qsort(figures.latencies, (size_t)figures.keys, sizeof(double), compare);
    printf("%s: longest turn %.1f ms (", visit->name, figures.longest);
    for (int i = 0; i < PARTS; i++)
        printf("%s%s %.1f", i ? ", " : "", part_names[i], figures.parts[i]);
    printf("), CPU %.1f; key to paint p50 %.1f p99 %.1f most %.1f ms of %d\n", figures.cpu,
           figures.latencies[figures.keys / 2], figures.latencies[figures.keys * 99 / 100],
           figures.latencies[figures.keys - 1], figures.keys);
    fflush(stdout);
    free(figures.latencies);
}

static const struct visit visits[] = {
    {"Domains", "1", "jjjkGgs", false},
    {"a domain", "1j\r", "jkvv", false},
    {"a filter", "1/", "customer042", false},
    {"Nodes",
     "\x1b\x1b\x1b\x1b"
     "2",
     "jjkGgs", false},
    {"a node", "2j\r", "jkvv", false},
    {"Alerts",
     "\x1b\x1b"
     "3",
     "jjkGg", false},
    {"History", "4", "jkjk", false},
    {"a revision", "4\r", "jk", false},
    {"a revision that is undone",
     "\x1b\x1b"
     "4g",
     "Zx\ry", false},
    {"the trail",
     "\x1b\x1b"
     "4T",
     "jjkGg", false},
    {"System",
     "\x1b\x1b"
     "5",
     "jk", false},
    {"Outbox", "3O", "jjkGg", false},
    {"Codes",
     "\x1b\x1b"
     "6",
     "jjkGg", false},
    {"queued messages", "1\rm", "jjkGg", false},
    {"lines of the log",
     "\x1b\x1b"
     "1\ro",
     "jjkGg", false},
    {"who was not told",
     "\x1b\x1b"
     "1\rw",
     "jjkGg", false},
    {"Push",
     "\x1b\x1b"
     "1p",
     "jkG", false},
    {"a form",
     "\x1b\x1b"
     "1e",
     "\t\t\t", false},
    {"a form that is saved",
     "\x1b\x1b\x1b\x1b\x1b\x1b"
     "1",
     "bd\t\tx\t\t\r", false},
    {"Help",
     "\x1b\x1b\x1b\x1b"
     "1?",
     "jk", false},
    {"Domains, others save",
     "\x1b\x1b\x1b\x1b"
     "1",
     "jjkGgs", true},
    {"Nodes, others save", "2", "jjkGg", true},
    {"History, others save", "4", "jjkk", true},
    {"Push, others save", "1p", "jkG", true},
    {"a push that begins",
     "\x1b\x1b"
     "1p",
     "jk\r", false},
    {"a push under way, others save",
     "\x1b\x1b"
     "1p\r",
     "jkr", true},
};

/* ---- all of it ---- */

static void begin_fleet(struct app *app, struct feeder *feeder, pthread_t *thread)
{
    const struct fleet_options options = {.interval_ms = EVERY_MS,
                                          .model = &app->model,
                                          .clerk = app->clerk,
                                          .transport = &quiet,
                                          .answers_keys = true,
                                          .changes_nodes = true,
                                          .alerts = {.role = FLEET_ALERTS_EVALUATE}};
    struct error error;
    app->fleet = fleet_start(app->options->store, &options, &error);
    if (!app->fleet) {
        fprintf(stderr, "fleet: %s\n", error.text);
        exit(1);
    }
    feeder->mailbox = io_thread_events(app->fleet->roster.io);
    for (int i = 0; i < feeder->count; i++)
        feeder->nodes[i].cursor = LOG_CURSOR_NONE;
    pthread_create(thread, NULL, feed, feeder);
}

static void look_at_all(struct app *app, struct feeder *feeder, struct other *other,
                        const char *only, double seconds)
{
    struct cells cells = {0};
    struct pulse pulse = pulse_begin();
    struct rusage used;
    cells_resize(&cells, ROWS, COLUMNS);
    stage_resize(app, ROWS, COLUMNS);
    stay(app, &pulse, &cells, other, &(struct visit){"(the start)", "1", "jk", false}, 2);
    for (size_t i = 0; i < sizeof visits / sizeof *visits; i++)
        if (!only || strstr(visits[i].name, only))
            stay(app, &pulse, &cells, other, &visits[i], seconds);
    getrusage(RUSAGE_SELF, &used);
    printf("memory: RSS at most %ld MiB, after %lld events\n", used.ru_maxrss / 1024,
           (long long)feeder->told);
    cells_clear(&cells);
}

static int number(char **arguments, int count, int place, int otherwise)
{
    return count > place ? atoi(arguments[place]) : otherwise;
}

int main(int count, char **arguments)
{
    double seconds = number(arguments, count, 1, 5);
    struct large large = {.domains = number(arguments, count, 2, 10000),
                          .nodes = number(arguments, count, 3, 1000),
                          .minutes = number(arguments, count, 4, 172800),
                          .now = clock_now()};
    struct feeder feeder = {.count = large.nodes,
                            .domains = large.domains,
                            .nodes = memory_new((size_t)large.nodes, sizeof *feeder.nodes),
                            .dice = 1};
    char path[] = "/tmp/mtacon-turns-XXXXXX";
    struct error error;
    struct app app;
    pthread_t thread, saver;
    close(mkstemp(path));
    struct store *store = store_open(path, &error);
    struct console_options options = {.store = store};
    large_fill(store, &large);
    double began = now_ms(CLOCK_MONOTONIC);
    if (!stage_begin(&app, &options, clock_now(), &error)) {
        fprintf(stderr, "turns: %s\n", error.text);
        return 1;
    }
    printf("the first reading of the store: %.0f ms\n", now_ms(CLOCK_MONOTONIC) - began);
    struct keeper *keeper = keeper_start(store, NULL);
    app_begin_clerk(&app);
    begin_fleet(&app, &feeder, &thread);
    store_set_patience(store, 8);
    struct other other = {.path = path};
    pthread_create(&saver, NULL, save_on, &other);
    look_at_all(&app, &feeder, &other, getenv("MTACON_BENCH_SCREEN"), seconds);
    other.stop = true;
    pthread_join(saver, NULL);
    feeder.stop = true;
    pthread_join(thread, NULL);
    printf("revisions that others saved: %d of %lld\n", other.saved,
           (long long)revision_current_number(store));
    fleet_stop(app.fleet);
    app.fleet = NULL;
    app_end_clerk(&app);
    stage_end(&app);
    keeper_stop(keeper);
    store_close(store);
    unlink(path);
    char rest[64];
    snprintf(rest, sizeof rest, "%s-wal", path), unlink(rest);
    snprintf(rest, sizeof rest, "%s-shm", path), unlink(rest);
    free(feeder.nodes);
    return 0;
}
