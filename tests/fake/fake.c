#include "fake.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "mtacon/core/window.h"
#include "mtacon/store/failure.h"
#include "mtacon/store/node.h"

enum { PATIENCE_SECONDS = 120 };

static _Atomic int64_t passed; /* seconds that the clock was put on; read by both threads */

int64_t fake_now(void)
{
    return clock_now() + atomic_load(&passed);
}

int64_t fake_clock(void)
{
    return clock_monotonic_ms();
}

const char *fake_path(const struct fake *fake, int node, const char *name)
{
    static char paths[4][512];
    static int next;
    next = (next + 1) % 4;
    snprintf(paths[next], sizeof paths[next], "%s/mta%d/%s", fake->folder, node + 1, name);
    return paths[next];
}

static void run(char *const argv[])
{
    int status = -1;
    pid_t pid = fork();
    if (pid == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(status == 0, "%s: status %d", argv[0], status);
}

static void make_node(struct fake *fake, int index)
{
    const char *top = getenv("MTACON_TOP");
    char script[512], destination[600], folder[200], policy[300];
    char name[16], mta[] = "postfix";
    snprintf(script, sizeof script, "%s/tests/fake/node", top ? top : ".");
    snprintf(folder, sizeof folder, "%s/mta%d", fake->folder, index + 1);
    snprintf(policy, sizeof policy, "%s/policy", folder);
    snprintf(destination, sizeof destination, "local:%s/shell", folder);
    snprintf(name, sizeof name, "mta%d", index + 1);
    run((char *const[]){script, folder, NULL});
    const struct store_node node = {
        .name = name, .destination = destination, .mta = mta, .node_dir = policy};
    struct error error;
    ck_assert_msg(store_node_add(fake->store, &node, &error), "%s", error.text);
}

void fake_begin(struct fake *fake, int nodes)
{
    struct store_node *stored = NULL;
    struct error error;
    char path[256];
    size_t count = 0;
    *fake = (struct fake){.nodes = nodes};
    const char *where = getenv("TMPDIR");
    snprintf(fake->folder, sizeof fake->folder, "%s/mtacon-fake-XXXXXX", where ? where : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(fake->folder));
    ck_assert_int_eq(chmod(fake->folder, 0755), 0); /* whoever hands reports on passes here */
    snprintf(path, sizeof path, "%s/store.db", fake->folder);
    fake->store = store_open(path, &error);
    ck_assert_ptr_nonnull(fake->store);
    for (int i = 0; i < nodes; i++)
        make_node(fake, i);
    ck_assert(store_node_list(fake->store, &stored, &count, &error));
    /* By name: mta10 comes before mta2. */
    for (size_t i = 0; i < count; i++)
        fake->ids[atoi(stored[i].name + 3) - 1] = stored[i].id;
    store_node_list_free(stored, count);
    fake_pass(fake, 0);
    fake->options = (struct fleet_options){
        .interval_ms = 50, .pace = {.policy = 100, .listing = 100}, .changes_nodes = true};
}

void fake_start(struct fake *fake)
{
    struct error error;
    fake->options.now = fake_now;
    fake->options.transport = &fake_transport;
    fake->fleet = fleet_start(fake->store, &fake->options, &error);
    ck_assert_msg(fake->fleet != NULL, "%s", error.text);
}

void fake_stop(struct fake *fake)
{
    fleet_stop(fake->fleet);
    fake->fleet = NULL;
}

void fake_end(struct fake *fake)
{
    fake_uncut();
    fake_stop(fake);
    store_close(fake->store);
    run((char *const[]){(char[]){"rm"}, (char[]){"-rf"}, fake->folder, NULL});
}

static void turn(struct fake *fake)
{
    struct pollfd wait = {.fd = fleet_fd(fake->fleet), .events = POLLIN};
    poll(&wait, 1, 10);
    fleet_dispatch(fake->fleet);
}

void fake_turn(struct fake *fake, int64_t began, const char *condition, const char *file, int line)
{
    const char *set = getenv("MTACON_PATIENCE");
    turn(fake);
    if (fake_clock() - began < (set ? atoi(set) : PATIENCE_SECONDS) * 1000LL)
        return;
    for (int i = 0; i < fake->nodes; i++) {
        const struct fleet_live *live = fake_live(fake, i);
        struct rollout_node part = fake_rollout(fake, i);
        fprintf(stderr, "mta%d: state %d, round %d, '%s'; %s, sent %d: %s\n", i + 1,
                live ? (int)live->state : -1, live && live->round, live ? live->text : "",
                rollout_node_state_name(part.state), part.sent, part.detail);
    }
    ck_abort_msg("%s:%d: never came true: %s", file, line, condition);
}

void fake_turns(struct fake *fake, int count)
{
    for (int i = 0; i < count; i++)
        turn(fake);
}

void fake_write(const struct fake *fake, int node, const char *name, const char *text)
{
    const char *path = fake_path(fake, node, name);
    if (!text) {
        ck_assert(unlink(path) == 0 || errno == ENOENT);
        return;
    }
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

char *fake_read(const struct fake *fake, int node, const char *name)
{
    struct buffer text = {0};
    char bytes[4096];
    size_t count;
    FILE *file = fopen(fake_path(fake, node, name), "r");
    while (file && (count = fread(bytes, 1, sizeof bytes, file)) > 0)
        buffer_append(&text, bytes, count);
    if (file)
        fclose(file);
    return buffer_take(&text);
}

void fake_lose(struct fake *fake, int node)
{
    char *pid = fake_read(fake, node, "pid");
    ck_assert_int_eq(rename(fake_path(fake, node, "shell"), fake_path(fake, node, "shell.away")),
                     0);
    kill(atoi(pid), SIGKILL);
    free(pid);
    FAKE_UNTIL(fake, fake_live(fake, node)->state == FLEET_DOWN);
}

void fake_find(struct fake *fake, int node)
{
    ck_assert_int_eq(rename(fake_path(fake, node, "shell.away"), fake_path(fake, node, "shell")),
                     0);
    fleet_retry(fake->fleet, fake->ids[node]);
}

bool fake_exists(const struct fake *fake, int node, const char *name)
{
    return access(fake_path(fake, node, name), F_OK) == 0;
}

void fake_pass(const struct fake *fake, int64_t seconds)
{
    char now[32];
    if (!atomic_fetch_add(&passed, seconds) && !seconds)
        return;
    snprintf(now, sizeof now, "%lld\n", (long long)fake_now());
    for (int i = 0; i < fake->nodes; i++)
        fake_write(fake, i, "now", now);
}

void fake_fail(const struct fake *fake, int node, const char *domain, const char *reply, int count)
{
    FILE *log = fopen(fake_path(fake, node, "mail.log"), "a");
    char when[40];
    ck_assert_ptr_nonnull(log);
    clock_format(when, sizeof when, "%Y-%m-%dT%H:%M:%S+00:00", fake_now(), false);
    for (int i = 0; i < count; i++)
        fprintf(log,
                "%s mta postfix/smtp[%d]: 4F%08X: to=<user%d@%s>, relay=mx[192.0.2.9]:25, delay=1, "
                "delays=0/0/1/0, dsn=%c.2.1, status=%s (host mx[192.0.2.9] said: %s (in reply to "
                "RCPT TO command))\n",
                when, 100 + i, (unsigned)rand(), i, domain, reply[0],
                reply[0] == '4' ? "deferred" : "bounced", reply);
    fclose(log);
}

void fake_refuse(const struct fake *fake, int node, int count)
{
    FILE *log = fopen(fake_path(fake, node, "mail.log"), "a");
    char when[40];
    ck_assert_ptr_nonnull(log);
    clock_format(when, sizeof when, "%Y-%m-%dT%H:%M:%S+00:00", fake_now(), false);
    for (int i = 0; i < count; i++)
        fprintf(log,
                "%s mta postfix/submission/smtpd[%d]: NOQUEUE: reject: RCPT from app[192.0.2.3]: "
                "451 4.3.0 <u@acme.example>: Temporary lookup failure; from=<a@b.example> "
                "to=<u@acme.example> proto=ESMTP helo=<app>\n",
                when, 100 + i);
    fclose(log);
}

const struct fleet_live *fake_live(const struct fake *fake, int node)
{
    return fleet_live(fake->fleet, fake->ids[node]);
}

bool fake_all_read(const struct fake *fake)
{
    bool read = true;
    for (int i = 0; i < fake->nodes; i++) {
        const struct fleet_live *live = fake_live(fake, i);
        read = read && live && live->state == FLEET_UP && live->round && live->seen.policy_read;
    }
    return read;
}

static void enrolled(void *argument, const struct job_result *result)
{
    *(int *)argument = result->outcome == JOB_DONE ? 1 : -1;
}

void fake_enrol(struct fake *fake, int node)
{
    static const struct job job = {.name = "enrolling", .deadline_ms = 60000, .changes = true};
    static const struct job_listener listener = {.done = enrolled};
    struct buffer command = {0};
    int done = 0;
    FAKE_UNTIL(fake, fake_live(fake, node) && fake_live(fake, node)->seen.policy_read);
    const struct fleet_live *live = fake_live(fake, node);
    live->driver->enrol(&command, live->node_dir, NULL);
    fleet_ask(fake->fleet, live->node, &job, buffer_text(&command), NULL, &listener, &done);
    buffer_clear(&command);
    FAKE_UNTIL(fake, done);
    ck_assert_int_eq(done, 1);
    FAKE_UNTIL(fake, fake_live(fake, node)->seen.policy.enrolled);
}

int64_t fake_save(const struct fake *fake, void (*change)(struct policy *policy))
{
    struct policy policy;
    struct policy_revision head, saved;
    struct error error;
    ck_assert(revision_load_current(fake->store, &policy, &head, &error));
    change(&policy);
    ck_assert_int_eq(revision_save(fake->store, &policy, head.hash, "anna@jump1", "INC-1",
                                   fake_now(), &saved, &error),
                     REVISION_SAVED);
    policy_clear(&policy);
    return saved.number;
}

const char *fake_current(const struct fake *fake)
{
    static char hash[SHA256_HEX_SIZE];
    struct policy policy;
    struct policy_revision head;
    ck_assert(revision_load_current(fake->store, &policy, &head, NULL));
    policy_clear(&policy);
    memcpy(hash, head.hash, sizeof hash);
    return hash;
}

void fake_push(const struct fake *fake, bool keep_going)
{
    fake_push_in(fake, &(struct rollout_manner){.keep_going = keep_going});
}

void fake_push_in(const struct fake *fake, const struct rollout_manner *manner)
{
    struct policy policy;
    struct policy_revision head;
    struct error error;
    ck_assert(revision_load_current(fake->store, &policy, &head, &error));
    policy_clear(&policy);
    ck_assert(rollout_begin(fake->store, &head, fake->ids, (size_t)fake->nodes, manner, fake_now(),
                            &error));
}

struct rollout_node fake_rollout(const struct fake *fake, int node)
{
    struct rollout_node *nodes = NULL, found = {0};
    size_t count = 0;
    rollout_node_list(fake->store, &nodes, &count, NULL);
    for (size_t i = 0; i < count; i++)
        if (nodes[i].node == fake->ids[node])
            found = nodes[i];
    free(nodes);
    return found;
}

const char *fake_carried(const struct fake *fake, int node)
{
    static char hash[SHA256_HEX_SIZE];
    char *document = fake_read(fake, node, "policy/policy.json");
    hash[0] = '\0';
    if (*document)
        sha256_hex(document, strlen(document), hash);
    free(document);
    return hash;
}

static void add_count(void *argument, const struct store_count *count)
{
    *(int64_t *)argument += count->count;
}

int64_t fake_counted(const struct fake *fake)
{
    int64_t sum = 0;
    store_failure_minutes(fake->store, window_last_day(fake_now()), INT64_MAX, add_count, &sum,
                          NULL);
    return sum;
}

int fake_sent(const struct fake *fake, int node)
{
    int count = 0;
    DIR *folder = opendir(fake_path(fake, node, "sent"));
    for (const struct dirent *entry; folder && (entry = readdir(folder));)
        count += entry->d_name[0] != '.' && strcmp(entry->d_name, "new") != 0;
    if (folder)
        closedir(folder);
    return count;
}

static void lock_at_answer(void *argument, const struct fleet_event *event)
{
    if (event->kind == EVENT_JOB)
        ck_assert_int_eq(sqlite3_exec(argument, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
}

sqlite3 *fake_lock_at_answer(const struct fake *fake)
{
    sqlite3 *other;
    ck_assert_int_eq(sqlite3_open(store_path(fake->store), &other), SQLITE_OK);
    store_set_patience(fake->store, 1);
    fleet_watch_events(fake->fleet, lock_at_answer, other);
    return other;
}

bool fake_unlock(const struct fake *fake, sqlite3 *other)
{
    if (sqlite3_get_autocommit(other))
        return false;
    fleet_watch_events(fake->fleet, NULL, NULL);
    return sqlite3_close(other) == SQLITE_OK;
}
