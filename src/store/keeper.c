#include "mtacon/store/keeper.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"
#include "store_private.h"

/* A step holds the lock of the store for some milliseconds, and others get it in between. */
enum { STEP_ROWS = 200, STEP_PAUSE_MS = 10, LOOK_MS = 10000 };
/* Pages of the log: SQLite's own measure for copying it back. */
enum { LOG_PAGES = 1000, COPY_PAUSE_MS = 1000 };
/* Whoever writes on and on, or reads, keeps the log from beginning anew: beyond so many pages it is
 * taken from them for the moment that takes, or so long at most. */
enum { LOG_MOST_PAGES = 4096, TAKE_MS = 100 };

struct keeper {
    struct store *of;    /* whose commits are watched; the thread does not touch it */
    struct store *store; /* the thread's */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stop;         /* by `lock` */
    struct error why;  /* by `lock`: what could not be done; no kind: nothing */
    atomic_bool grown; /* the log has as many pages as are copied back */
};

/* Called in each commit. Having it, SQLite does not copy the log back by itself. */
static int note_pages(void *argument, sqlite3 *database, const char *name, int pages)
{
    struct keeper *keeper = argument;
    (void)database;
    (void)name;
    if (pages >= LOG_PAGES && !atomic_exchange(&keeper->grown, true)) {
        pthread_mutex_lock(&keeper->lock);
        pthread_cond_signal(&keeper->changed);
        pthread_mutex_unlock(&keeper->lock);
    }
    return SQLITE_OK;
}

/* Waits, at most so long, for `wakes` (NULL: nothing but the end); false: it is to end. */
static bool rest(struct keeper *keeper, int milliseconds, const atomic_bool *wakes)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += milliseconds % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    pthread_mutex_lock(&keeper->lock);
    while (!keeper->stop && !(wakes && atomic_load(wakes)))
        if (pthread_cond_timedwait(&keeper->changed, &keeper->lock, &until) != 0)
            break;
    bool goes_on = !keeper->stop;
    pthread_mutex_unlock(&keeper->lock);
    return goes_on;
}

static void note(struct keeper *keeper, const struct error *why)
{
    pthread_mutex_lock(&keeper->lock);
    keeper->why = *why;
    pthread_mutex_unlock(&keeper->lock);
}

/* By now nearly all of it is copied, so that others wait but shortly. Where somebody reads on and
 * on, it is tried again. */
static int begin_anew(struct keeper *keeper)
{
    store_set_patience(keeper->store, TAKE_MS);
    int status = sqlite3_wal_checkpoint_v2(keeper->store->database, NULL,
                                           SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    store_set_patience(keeper->store, STORE_PATIENCE_MS);
    return status;
}

static void note_log(struct keeper *keeper, int status, int pages)
{
    enum { PAGES_A_MIB = 256 };
    struct error why = {0};
    if (status == SQLITE_BUSY && pages > 4 * LOG_MOST_PAGES)
        error_set(&why, ERROR_STORE,
                  "store %s: its log has %d MiB and grows: another process reads it without an end",
                  store_path(keeper->store), pages / PAGES_A_MIB);
    else if (status != SQLITE_OK && status != SQLITE_BUSY)
        store_failed(keeper->store, &why);
    note(keeper, &why);
}

static bool copy_back(struct keeper *keeper)
{
    int pages = 0;
    if (!atomic_exchange(&keeper->grown, false))
        return true;
    int status = sqlite3_wal_checkpoint_v2(keeper->store->database, NULL, SQLITE_CHECKPOINT_PASSIVE,
                                           &pages, NULL);
    if (status == SQLITE_OK && pages > LOG_MOST_PAGES)
        status = begin_anew(keeper);
    note_log(keeper, status, pages);
    return rest(keeper, COPY_PAUSE_MS, NULL);
}

/* All that is too old; what cannot be deleted now is the next time. */
static bool delete_old(struct keeper *keeper)
{
    struct error why = {0};
    bool more = true;
    while (more) {
        if (!store_prune(keeper->store, clock_now(), STEP_ROWS, &more, &why)) {
            note(keeper, &why);
            return true;
        }
        if (more && !rest(keeper, STEP_PAUSE_MS, NULL))
            return false;
    }
    note(keeper, &why);
    return true;
}

static void *keep(void *argument)
{
    struct keeper *keeper = argument;
    int64_t due = clock_monotonic_ms();
    bool goes_on = true;
    while (goes_on) {
        if (clock_monotonic_ms() >= due) {
            goes_on = delete_old(keeper);
            due = clock_monotonic_ms() + LOOK_MS;
        }
        goes_on = goes_on && copy_back(keeper) && rest(keeper, LOOK_MS, &keeper->grown);
    }
    return NULL;
}

static void free_keeper(struct keeper *keeper)
{
    store_close(keeper->store);
    pthread_cond_destroy(&keeper->changed);
    pthread_mutex_destroy(&keeper->lock);
    free(keeper);
}

struct keeper *keeper_start(struct store *store, struct error *error)
{
    struct keeper *keeper = memory_new(1, sizeof *keeper);
    pthread_condattr_t attributes;
    keeper->of = store;
    keeper->store = store_open(store_path(store), error);
    pthread_mutex_init(&keeper->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&keeper->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    int failed = keeper->store ? pthread_create(&keeper->thread, NULL, keep, keeper) : 0;
    if (failed)
        error_set(error, ERROR_STORE, "no thread: %s", strerror(failed));
    if (!keeper->store || failed) {
        free_keeper(keeper);
        return NULL;
    }
    sqlite3_wal_hook(store->database, note_pages, keeper);
    return keeper;
}

void keeper_stop(struct keeper *keeper)
{
    if (!keeper)
        return;
    sqlite3_wal_autocheckpoint(keeper->of->database, LOG_PAGES);
    pthread_mutex_lock(&keeper->lock);
    keeper->stop = true;
    pthread_cond_signal(&keeper->changed);
    pthread_mutex_unlock(&keeper->lock);
    pthread_join(keeper->thread, NULL);
    free_keeper(keeper);
}

bool keeper_failed(struct keeper *keeper, struct error *why)
{
    *why = (struct error){0};
    if (!keeper)
        return false;
    pthread_mutex_lock(&keeper->lock);
    *why = keeper->why;
    pthread_mutex_unlock(&keeper->lock);
    return why->kind != ERROR_NONE;
}
