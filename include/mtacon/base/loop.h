/* One epoll(7) loop: file descriptors and timers with callbacks. Not shared between threads. */
#ifndef MTACON_BASE_LOOP_H
#define MTACON_BASE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct loop_watch;
struct loop_timer;
struct loop_guest;

/* NULL when the kernel has no room for one. */
struct loop *loop_new(void);

/* All watches and timers must be freed before, but for those of guests. */
void loop_free(struct loop *loop);

/* Calls back when one of `events` (POLLIN, POLLOUT) holds for `fd`, or it hung up. The fd stays
 * the caller's. */
struct loop_watch *loop_watch_new(struct loop *loop, int fd, short events,
                                  void (*callback)(void *argument, short events), void *argument);
void loop_watch_set_events(struct loop_watch *watch, short events);

/* Safe inside any callback; NULL is allowed. */
void loop_watch_free(struct loop_watch *watch);

/* A timer that is off until set. */
struct loop_timer *loop_timer_new(struct loop *loop, void (*callback)(void *argument),
                                  void *argument);

/* Fires once after `delay_ms` milliseconds; setting again moves it. */
void loop_timer_set(struct loop_timer *timer, int64_t delay_ms);
void loop_timer_cancel(struct loop_timer *timer);
bool loop_timer_is_set(const struct loop_timer *timer);
void loop_timer_free(struct loop_timer *timer);

/* What nobody waits for, and must not outlive the loop: loop_free calls `end`, which frees all of
 * it, unless it has gone before (loop_guest_free). */
struct loop_guest *loop_guest_new(struct loop *loop, void (*end)(void *argument), void *argument);
void loop_guest_free(struct loop_guest *guest);

/* Waits at most `timeout_ms` (-1: for ever) for something to happen and calls back. */
void loop_run_once(struct loop *loop, int64_t timeout_ms);

#endif
