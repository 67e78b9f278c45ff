#include "mtacon/base/loop.h"

#include <poll.h>
#include <stdlib.h>

#include "mtacon/base/clock.h"
#include "mtacon/base/memory.h"

struct loop_watch {
    struct loop_watch *next;
    struct loop *loop;
    int fd;
    short events;
    bool dead;
    void (*callback)(void *, short);
    void *argument;
};

struct loop_timer {
    struct loop_timer *next;
    struct loop *loop;
    int64_t deadline; /* monotonic milliseconds; -1: off */
    bool dead;
    void (*callback)(void *);
    void *argument;
};

struct loop {
    struct loop_watch *watches;
    struct loop_timer *timers;
    struct pollfd *polls;
    struct loop_watch **polled;
    size_t capacity;
    bool dispatching;
};

struct loop *loop_new(void)
{
    return memory_new(1, sizeof(struct loop));
}

/* Freed ones stay in the lists while callbacks run, so that a callback may free any other. */
static void sweep(struct loop *loop)
{
    for (struct loop_watch **link = &loop->watches; *link;) {
        struct loop_watch *watch = *link;
        if (watch->dead) {
            *link = watch->next;
            free(watch);
        } else {
            link = &watch->next;
        }
    }
    for (struct loop_timer **link = &loop->timers; *link;) {
        struct loop_timer *timer = *link;
        if (timer->dead) {
            *link = timer->next;
            free(timer);
        } else {
            link = &timer->next;
        }
    }
}

void loop_free(struct loop *loop)
{
    if (!loop)
        return;
    sweep(loop);
    free(loop->polls);
    free(loop->polled);
    free(loop);
}

struct loop_watch *loop_watch_new(struct loop *loop, int fd, short events,
                                  void (*callback)(void *argument, short events), void *argument)
{
    struct loop_watch *watch = memory_new(1, sizeof *watch);
    *watch = (struct loop_watch){.next = loop->watches,
                                 .loop = loop,
                                 .fd = fd,
                                 .events = events,
                                 .callback = callback,
                                 .argument = argument};
    loop->watches = watch;
    return watch;
}

void loop_watch_set_events(struct loop_watch *watch, short events)
{
    watch->events = events;
}

void loop_watch_free(struct loop_watch *watch)
{
    if (!watch)
        return;
    watch->dead = true;
    if (!watch->loop->dispatching)
        sweep(watch->loop);
}

struct loop_timer *loop_timer_new(struct loop *loop, void (*callback)(void *argument),
                                  void *argument)
{
    struct loop_timer *timer = memory_new(1, sizeof *timer);
    *timer = (struct loop_timer){.next = loop->timers,
                                 .loop = loop,
                                 .deadline = -1,
                                 .callback = callback,
                                 .argument = argument};
    loop->timers = timer;
    return timer;
}

void loop_timer_set(struct loop_timer *timer, int64_t delay_ms)
{
    timer->deadline = clock_monotonic_ms() + (delay_ms > 0 ? delay_ms : 0);
}

void loop_timer_cancel(struct loop_timer *timer)
{
    timer->deadline = -1;
}

bool loop_timer_is_set(const struct loop_timer *timer)
{
    return timer->deadline >= 0;
}

void loop_timer_free(struct loop_timer *timer)
{
    if (!timer)
        return;
    timer->dead = true;
    if (!timer->loop->dispatching)
        sweep(timer->loop);
}

static int64_t time_to_next_timer(const struct loop *loop, int64_t timeout_ms)
{
    int64_t now = clock_monotonic_ms();
    for (const struct loop_timer *timer = loop->timers; timer; timer = timer->next) {
        if (timer->dead || timer->deadline < 0)
            continue;
        int64_t wait = timer->deadline > now ? timer->deadline - now : 0;
        if (timeout_ms < 0 || wait < timeout_ms)
            timeout_ms = wait;
    }
    return timeout_ms;
}

static size_t collect(struct loop *loop)
{
    size_t count = 0;
    for (struct loop_watch *watch = loop->watches; watch; watch = watch->next) {
        if (watch->dead)
            continue;
        if (count == loop->capacity) {
            loop->capacity = loop->capacity ? loop->capacity * 2 : 16;
            loop->polls = memory_resize(loop->polls, loop->capacity, sizeof *loop->polls);
            loop->polled = memory_resize(loop->polled, loop->capacity, sizeof *loop->polled);
        }
        loop->polls[count] = (struct pollfd){.fd = watch->fd, .events = watch->events};
        loop->polled[count++] = watch;
    }
    return count;
}

void loop_run_once(struct loop *loop, int64_t timeout_ms)
{
    size_t count = collect(loop);
    int64_t wait = time_to_next_timer(loop, timeout_ms);
    int ready = poll(loop->polls, (nfds_t)count, wait > 1000000 ? 1000000 : (int)wait);
    loop->dispatching = true;
    for (size_t i = 0; ready > 0 && i < count; i++) {
        struct loop_watch *watch = loop->polled[i];
        if (loop->polls[i].revents && !watch->dead)
            watch->callback(watch->argument, loop->polls[i].revents);
    }
    int64_t now = clock_monotonic_ms();
    for (struct loop_timer *timer = loop->timers; timer; timer = timer->next) {
        if (timer->dead || timer->deadline < 0 || timer->deadline > now)
            continue;
        timer->deadline = -1;
        timer->callback(timer->argument);
    }
    loop->dispatching = false;
    sweep(loop);
}
