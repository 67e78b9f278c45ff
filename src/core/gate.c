#include "mtacon/core/gate.h"

#include <stdio.h>

/* Less than so many are chance; so are as many as three standard deviations of what is expected,
 * and twice that. */
enum { GATE_LEAST = 10, GATE_TIMES = 2, GATE_DEVIATIONS = 3, GATE_QUEUE_LEAST = 50 };

static double gate_rate(int64_t count, int64_t seconds)
{
    return seconds > 0 ? (double)count * 60 / (double)seconds : 0;
}

/* How many a minute are to be expected of the changed nodes by how the others fared: as much more
 * than before as with them, by ratio or by node, whichever is more. That others recover condemns
 * nobody. */
static double gate_expected(const struct gate_figures *figures, double before,
                            const int64_t others[2])
{
    double then = gate_rate(others[0], figures->seconds_before);
    double now = gate_rate(others[1], figures->seconds_since);
    if (!figures->others.nodes || now <= then)
        return before;
    double by_node = before + (now - then) * figures->changed.nodes / figures->others.nodes;
    /* Where there were next to none, a ratio says nothing. */
    double by_ratio = then > 1 ? before * now / then : 0;
    return by_node > by_ratio ? by_node : by_ratio;
}

/* Whether so many since are more than what is to be expected of them. */
static bool gate_worse(const struct gate_figures *figures, const char *what,
                       const int64_t changed[2], const int64_t others[2], char *text, size_t size)
{
    double then = gate_rate(changed[0], figures->seconds_before);
    double now = gate_rate(changed[1], figures->seconds_since);
    double expected = gate_expected(figures, then, others) * (double)figures->seconds_since / 60;
    double beyond = (double)changed[1] - expected * GATE_TIMES;
    if (changed[1] < GATE_LEAST || beyond <= 0 ||
        beyond * beyond <= GATE_DEVIATIONS * GATE_DEVIATIONS * expected)
        return false;
    int length = snprintf(text, size, "%s a minute on %d changed nodes: %.1f, before %.1f", what,
                          figures->changed.nodes, now, then);
    if (figures->others.nodes && length > 0 && (size_t)length < size)
        snprintf(text + length, size - (size_t)length, "; on %d others: %.1f, before %.1f",
                 figures->others.nodes, gate_rate(others[1], figures->seconds_since),
                 gate_rate(others[0], figures->seconds_before));
    return true;
}

static bool gate_queue_worse(const struct gate_figures *figures, char *text, size_t size)
{
    const struct gate_side *changed = &figures->changed, *others = &figures->others;
    int64_t grown = changed->queued_since - changed->queued_before;
    int64_t grown_others = others->queued_since - others->queued_before;
    double expected = others->nodes && grown_others > 0
                          ? (double)grown_others * changed->nodes / others->nodes
                          : 0;
    double least = (double)GATE_QUEUE_LEAST + (double)changed->queued_before / 2;
    if ((double)grown <= expected * GATE_TIMES + least)
        return false;
    snprintf(text, size, "queue of %d changed nodes: %lld, before %lld%s", changed->nodes,
             (long long)changed->queued_since, (long long)changed->queued_before,
             others->nodes && grown_others <= 0 ? "; the others' did not grow" : "");
    return true;
}

bool gate_harm(const struct gate_figures *figures, char *text, size_t size)
{
    const struct gate_side *changed = &figures->changed, *others = &figures->others;
    return gate_worse(figures, "failures",
                      (int64_t[]){changed->failed_before, changed->failed_since},
                      (int64_t[]){others->failed_before, others->failed_since}, text, size) ||
           gate_worse(figures, "refused submissions",
                      (int64_t[]){changed->refused_before, changed->refused_since},
                      (int64_t[]){others->refused_before, others->refused_since}, text, size) ||
           gate_queue_worse(figures, text, size);
}
