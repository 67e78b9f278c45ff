/* A fleet of fake nodes in one process: the real fleet, rollout, alerting and outbox, the real
 * programs of data/node over stubs of Postfix's tools (tests/fake/node), a clock that is handed in.
 * Everything in a folder of its own. A condition that never comes true fails the test after two
 * minutes (MTACON_PATIENCE: seconds); nothing else waits for time to pass. */
#ifndef TESTS_FAKE_FAKE_H
#define TESTS_FAKE_FAKE_H

#include <check.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>

#include "mtacon/fleet/fleet.h"
#include "mtacon/store/alert.h"
#include "mtacon/store/node.h"
#include "mtacon/store/revision.h"
#include "mtacon/store/rollout.h"

enum { FAKE_NODES = 16 };

struct fake {
    char folder[128];
    struct store *store;
    struct fleet *fleet;
    struct fleet_options options; /* of the next fake_start */
    int nodes;
    int64_t ids[FAKE_NODES];
};

/* A folder, a store and so many nodes ('mta1' ...), which nobody reads yet. */
void fake_begin(struct fake *fake, int nodes);
void fake_end(struct fake *fake);

/* Starts the fleet (as fake->options say) and stops it; a fleet may be started again. */
void fake_start(struct fake *fake);
void fake_stop(struct fake *fake);

/* Lets the fleet work until the condition holds. */
#define FAKE_UNTIL(fake, condition)                                                                \
    for (int64_t fake_began = fake_clock(); !(condition);)                                         \
    fake_turn(fake, fake_began, #condition, __FILE__, __LINE__)
int64_t fake_clock(void);
void fake_turn(struct fake *fake, int64_t began, const char *condition, const char *file, int line);

/* Lets the fleet work for so many turns of the loop: to see that nothing happens. */
void fake_turns(struct fake *fake, int count);

/* The clock that the fleet and the nodes have; `seconds` pass at once. */
int64_t fake_now(void);
void fake_pass(const struct fake *fake, int64_t seconds);

/* A path in a node's folder: valid until the next call but three. */
const char *fake_path(const struct fake *fake, int node, const char *name);

/* Writes a file of a node; NULL removes it. */
void fake_write(const struct fake *fake, int node, const char *name, const char *text);
/* Its text, malloc'ed; "" when it is not there. */
char *fake_read(const struct fake *fake, int node, const char *name);
bool fake_exists(const struct fake *fake, int node, const char *name);

/* A node is lost, until it is found again. */
void fake_lose(struct fake *fake, int node);
void fake_find(struct fake *fake, int node);

/* So many failed deliveries of a domain, at the clock's time, in the node's log. */
void fake_fail(const struct fake *fake, int node, const char *domain, const char *reply, int count);

/* Likewise so many refused submissions. */
void fake_refuse(const struct fake *fake, int node, int count);

/* The live state of a node. */
const struct fleet_live *fake_live(const struct fake *fake, int node);
/* Whether all nodes are read completely, and their policy too. */
bool fake_all_read(const struct fake *fake);

/* Enrols a node; the fleet runs. */
void fake_enrol(struct fake *fake, int node);

/* ---- policy ---- */
/* Saves a revision in which `change` was made; returns its number. */
int64_t fake_save(const struct fake *fake, void (*change)(struct policy *policy));
/* Begins to push the current revision to all nodes. */
void fake_push(const struct fake *fake, bool keep_going);
void fake_push_in(const struct fake *fake, const struct rollout_manner *manner);
struct rollout_node fake_rollout(const struct fake *fake, int node);
/* The hash of what a node carries; valid until the next call. */
const char *fake_carried(const struct fake *fake, int node);
const char *fake_current(const struct fake *fake);

/* ---- failures ---- */
/* Failures in the store, of all nodes and domains, of the last day. */
int64_t fake_counted(const struct fake *fake);
/* How many mails a node took. */
int fake_sent(const struct fake *fake, int node);

/* Another process takes the store at the very moment that the answer of a job comes, which it is
 * not waited for; fake_unlock gives it back for good, and is false as long as none came. */
sqlite3 *fake_lock_at_answer(const struct fake *fake);
bool fake_unlock(const struct fake *fake, sqlite3 *other);

/* ---- connections that are cut ---- */
/* Cuts connections after `bytes` bytes, counted from when `after` went to the node (NULL: from the
 * beginning): of what the node says (`inwards`) or is told. Each connection until fake_uncut. */
void fake_cut(bool inwards, const char *after, int bytes);
void fake_uncut(void);
/* Whether one was cut since fake_cut. */
bool fake_was_cut(void);

extern const struct transport_kind fake_transport;

#endif
