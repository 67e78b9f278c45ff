#include "slots.h"

#include "mtacon/base/clock.h"

enum {
    LIMIT_FIRST = 12,
    LIMIT_LEAST = 4,
    LIMIT_QUICK = 200, /* so many handshakes at once keep this host busy */
    QUICK_MS = 2000,   /* one that took longer is no reason for more at a time */
    LOOK_MS = 1000,
    LOST_LEAST = 4, /* so many, and more than came up, are taken for a sign of load */
    ENDS_KEPT = 32,
};

static void look(void *argument);

void slots_begin(struct slots *slots, struct loop *loop)
{
    *slots = (struct slots){.limit = LIMIT_FIRST};
    slots->fresh.last = &slots->fresh.first;
    slots->late.last = &slots->late.first;
    slots->timer = loop_timer_new(loop, look, slots);
}

void slots_end(struct slots *slots)
{
    loop_timer_free(slots->timer);
    slots->timer = NULL;
}

static void push(struct slot_queue *queue, struct slot *slot)
{
    slot->next = NULL;
    *queue->last = slot;
    queue->last = &slot->next;
}

static void drop(struct slot_queue *queue, struct slot *slot)
{
    struct slot **at = &queue->first;
    while (*at && *at != slot)
        at = &(*at)->next;
    if (!*at)
        return;
    *at = slot->next;
    if (!*at)
        queue->last = at;
}

/* Half of the slots are never for those that gave no answer before. */
static bool has_room(const struct slots *slots, bool late)
{
    int half = (slots->limit + 1) / 2;
    return slots->held < slots->limit && (!late || slots->held_late < half);
}

/* Its slot is held for it from here on, or others would be told of the same room. */
static void hold(struct slots *slots, struct slot *slot)
{
    slots->held++;
    slots->held_late += slot->late;
}

/* Who has waited longest; those that were late before come last. Each asks again by itself. */
static void invite(struct slots *slots)
{
    for (;;) {
        bool late = !slots->fresh.first;
        struct slot_queue *queue = late ? &slots->late : &slots->fresh;
        struct slot *slot = queue->first;
        if (!slot || !has_room(slots, late))
            break;
        drop(queue, slot);
        slot->state = SLOT_INVITED;
        hold(slots, slot);
        slot->ready(slot->argument);
    }
}

/* Nothing came up for a while and some wait: those under way cost next to nothing where they are,
 * at a login that takes its time or a host that is gone, and keep the others from trying. */
static void look(void *argument)
{
    struct slots *slots = argument;
    bool waits = slots->fresh.first || slots->late.first;
    if (waits && !slots->moved && slots->held >= slots->limit / 2)
        slots->limit += (slots->limit + 3) / 4;
    slots->moved = false;
    if (waits)
        loop_timer_set(slots->timer, LOOK_MS);
    invite(slots);
}

bool slots_take(struct slots *slots, struct slot *slot)
{
    if (slot->state == SLOT_WAITS)
        return false;
    bool invited = slot->state == SLOT_INVITED;
    if (!invited && ((slot->late && slots->fresh.first) || !has_room(slots, slot->late))) {
        slot->state = SLOT_WAITS;
        push(slot->late ? &slots->late : &slots->fresh, slot);
        if (!loop_timer_is_set(slots->timer))
            loop_timer_set(slots->timer, LOOK_MS);
        return false;
    }
    if (!invited)
        hold(slots, slot);
    slot->state = SLOT_HELD;
    slot->since = clock_monotonic_ms();
    return true;
}

static void learn(struct slots *slots, const struct slot *slot, enum slot_end end)
{
    if (end == SLOT_UP) {
        slots->up++;
        slots->moved = true;
        slots->limit += slots->limit < LIMIT_QUICK && clock_monotonic_ms() - slot->since < QUICK_MS;
    } else if (end == SLOT_LATE && ++slots->lost >= LOST_LEAST && slots->lost > slots->up) {
        slots->limit = slots->limit / 2 > LIMIT_LEAST ? slots->limit / 2 : LIMIT_LEAST;
        slots->up = slots->lost = 0;
    }
    if (slots->up + slots->lost > ENDS_KEPT) {
        slots->up /= 2;
        slots->lost /= 2;
    }
}

void slots_give(struct slots *slots, struct slot *slot, enum slot_end end)
{
    if (slot->state == SLOT_WAITS) {
        drop(slot->late ? &slots->late : &slots->fresh, slot);
    } else if (slot->state != SLOT_IDLE) {
        slots->held--;
        slots->held_late -= slot->late;
    }
    if (slot->state == SLOT_HELD)
        learn(slots, slot, end);
    slot->state = SLOT_IDLE;
    invite(slots);
}
