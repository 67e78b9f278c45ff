/* A transport to this host that is cut after so many bytes. */
#include "fake.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/node/transport.h"

/* What the test asked for; the I/O thread reads it. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    bool wanted, inwards, done;
    char after[64];
    int bytes;
} plan;

struct cutter {
    struct transport transport;
    const struct ssh_listener *listener;
    void *argument;
    struct transport *inner;
    struct loop_timer *timer;
    struct buffer told; /* to the node, until `after` was seen */
    bool counting, cut;
    int left;
};

void fake_cut(bool inwards, const char *after, int bytes)
{
    pthread_mutex_lock(&lock);
    plan.wanted = true;
    plan.inwards = inwards;
    plan.done = false;
    plan.bytes = bytes;
    snprintf(plan.after, sizeof plan.after, "%s", after ? after : "");
    pthread_mutex_unlock(&lock);
}

void fake_uncut(void)
{
    pthread_mutex_lock(&lock);
    plan.wanted = false;
    pthread_mutex_unlock(&lock);
}

bool fake_was_cut(void)
{
    pthread_mutex_lock(&lock);
    bool done = plan.done;
    pthread_mutex_unlock(&lock);
    return done;
}

static void fall(void *argument)
{
    struct cutter *cutter = argument;
    cutter->inner->kind->end(cutter->inner, "cut", false);
}

/* How many of `length` bytes still pass; the cut itself comes from the loop, once they have. */
static size_t pass(struct cutter *cutter, bool inwards, size_t length)
{
    pthread_mutex_lock(&lock);
    if (plan.wanted && plan.inwards == inwards && cutter->counting && !cutter->cut) {
        if ((size_t)cutter->left < length) {
            length = (size_t)cutter->left;
            cutter->cut = plan.done = true;
            loop_timer_set(cutter->timer, inwards ? 0 : 5);
        }
        cutter->left -= (int)length;
    } else if (cutter->cut) {
        length = 0;
    }
    pthread_mutex_unlock(&lock);
    return length;
}

/* Where counting begins: at the command that was asked for. */
static void look_for_begin(struct cutter *cutter, const char *bytes, size_t length)
{
    pthread_mutex_lock(&lock);
    if (plan.wanted && !cutter->counting) {
        buffer_append(&cutter->told, bytes, length);
        cutter->counting = strstr(buffer_text(&cutter->told), plan.after) != NULL;
        cutter->left = plan.bytes;
        if (cutter->told.length > 200000)
            buffer_consume(&cutter->told, 100000);
    }
    pthread_mutex_unlock(&lock);
}

static void cutter_stage(void *argument, enum ssh_stage stage, const char *detail)
{
    struct cutter *cutter = argument;
    cutter->listener->stage(cutter->argument, stage, detail);
}

static void cutter_ask(void *argument, const struct ssh_question *question)
{
    struct cutter *cutter = argument;
    cutter->listener->ask(cutter->argument, question);
}

static void cutter_output(void *argument, const char *bytes, size_t length)
{
    struct cutter *cutter = argument;
    size_t passed = pass(cutter, true, length);
    if (passed)
        cutter->listener->output(cutter->argument, bytes, passed);
}

static void cutter_failed(void *argument, const struct error *error, bool late)
{
    struct cutter *cutter = argument;
    cutter->listener->failed(cutter->argument, error, late);
}

static const struct ssh_listener cutter_listener = {cutter_stage, cutter_ask, cutter_output,
                                                    cutter_failed};

static struct transport *cutter_new(struct loop *loop, const struct ssh_target *target,
                                    struct ssh_shared *shared, const struct ssh_listener *listener,
                                    void *argument)
{
    struct cutter *cutter = memory_new(1, sizeof *cutter);
    cutter->transport.kind = &fake_transport;
    cutter->listener = listener;
    cutter->argument = argument;
    cutter->timer = loop_timer_new(loop, fall, cutter);
    cutter->inner = transport_local.new(loop, target, shared, &cutter_listener, cutter);
    return &cutter->transport;
}

static struct cutter *cutter_of(struct transport *transport)
{
    return (struct cutter *)transport;
}

static void cutter_start(struct transport *transport)
{
    struct cutter *cutter = cutter_of(transport);
    pthread_mutex_lock(&lock);
    cutter->counting = plan.wanted && !plan.after[0];
    cutter->left = plan.bytes;
    pthread_mutex_unlock(&lock);
    cutter->inner->kind->start(cutter->inner);
}

static void cutter_write(struct transport *transport, const char *bytes, size_t length)
{
    struct cutter *cutter = cutter_of(transport);
    look_for_begin(cutter, bytes, length);
    cutter->inner->kind->write(cutter->inner, bytes, pass(cutter, false, length));
}

static void cutter_fail(struct transport *transport, const char *text, bool late)
{
    struct cutter *cutter = cutter_of(transport);
    cutter->inner->kind->end(cutter->inner, text, late);
}

static void cutter_forget_errors(struct transport *transport)
{
    struct cutter *cutter = cutter_of(transport);
    cutter->inner->kind->forget_errors(cutter->inner);
}

static const char *cutter_errors(struct transport *transport)
{
    struct cutter *cutter = cutter_of(transport);
    return cutter->inner->kind->errors(cutter->inner);
}

static const char *cutter_beyond(const struct transport *transport)
{
    (void)transport;
    return NULL;
}

static void cutter_free(struct transport *transport)
{
    struct cutter *cutter = cutter_of(transport);
    cutter->inner->kind->free(cutter->inner);
    loop_timer_free(cutter->timer);
    buffer_clear(&cutter->told);
    free(cutter);
}

const struct transport_kind fake_transport = {
    .name = "cut",
    .new = cutter_new,
    .start = cutter_start,
    .write = cutter_write,
    .end = cutter_fail,
    .errors = cutter_errors,
    .forget_errors = cutter_forget_errors,
    .beyond = cutter_beyond,
    .free = cutter_free,
};
