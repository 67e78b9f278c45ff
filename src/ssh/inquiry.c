#include "mtacon/ssh/inquiry.h"

#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"

enum {
    RUNNING_LIMIT = 8, /* most are work for this host's CPU alone: more wait for each other */
    OUTPUT_LIMIT = 65536,
    BUCKETS = 1024,
};

/* A question: waiting for its turn, asked, or answered. */
struct question {
    struct question *next;      /* of its bucket */
    struct question *next_turn; /* of those that wait for theirs */
    struct inquiries *inquiries;
    char *key, *version; /* version NULL: not kept */
    char **argv;
    int64_t deadline_ms;
    bool failure_too;
    struct child *child; /* while it runs */
    struct inquiry_wait *waits;
    enum { QUESTION_QUEUED, QUESTION_RUNNING, QUESTION_TELLING, QUESTION_ANSWERED } state;
    int status;
    char *answer, *errors; /* NULL: none that is kept */
};

struct inquiry_wait {
    struct inquiry_wait *next;
    struct inquiry_wait **handle; /* the caller's */
    struct question *question;
    inquiry_done *done;
    void *argument;
};

struct inquiries {
    struct loop *loop;
    struct question *buckets[BUCKETS];
    struct question *first_turn, **last_turn;
    int running;
};

struct inquiries *inquiries_new(struct loop *loop)
{
    struct inquiries *inquiries = memory_new(1, sizeof *inquiries);
    inquiries->loop = loop;
    inquiries->last_turn = &inquiries->first_turn;
    return inquiries;
}

static struct question **bucket_of(struct inquiries *inquiries, const char *key)
{
    uint32_t hash = 2166136261U;
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 16777619U;
    return &inquiries->buckets[hash % BUCKETS];
}

static void question_free(struct question *question)
{
    child_free(question->child);
    for (size_t i = 0; question->argv[i]; i++)
        free(question->argv[i]);
    free(question->argv);
    free(question->key);
    free(question->version);
    free(question->answer);
    free(question->errors);
    free(question);
}

void inquiries_free(struct inquiries *inquiries)
{
    if (!inquiries)
        return;
    for (size_t i = 0; i < BUCKETS; i++) {
        while (inquiries->buckets[i]) {
            struct question *question = inquiries->buckets[i];
            inquiries->buckets[i] = question->next;
            question_free(question);
        }
    }
    free(inquiries);
}

static void drop(struct question *question)
{
    struct inquiries *inquiries = question->inquiries;
    struct question **at = bucket_of(inquiries, question->key);
    while (*at != question)
        at = &(*at)->next;
    *at = question->next;
    for (at = &inquiries->first_turn; *at; at = &(*at)->next_turn) {
        if (*at != question)
            continue;
        *at = question->next_turn;
        break;
    }
    if (!*at)
        inquiries->last_turn = at;
    question_free(question);
}

/* Each who waits is told, and may ask again meanwhile. */
static void tell(struct question *question, const struct child_result *result)
{
    while (question->waits) {
        struct inquiry_wait wait = *question->waits;
        *wait.handle = NULL;
        free(question->waits);
        question->waits = wait.next;
        wait.done(wait.argument, result);
    }
}

static void run_next(struct inquiries *inquiries);

static void answered(void *argument, const struct child_result *result)
{
    struct question *question = argument;
    struct inquiries *inquiries = question->inquiries;
    question->child = NULL;
    inquiries->running--;
    question->state = QUESTION_TELLING;
    bool keeps =
        question->failure_too ? result->status >= 0 && result->status < 126 : result->status == 0;
    if (keeps && question->version) {
        question->status = result->status;
        question->answer = memory_string(result->output);
        question->errors = memory_string(result->errors);
    }
    tell(question, result);
    question->state = QUESTION_ANSWERED;
    if (!question->answer)
        drop(question);
    run_next(inquiries);
}

static void begin(struct question *question)
{
    struct error error;
    question->state = QUESTION_RUNNING;
    question->child = child_start(question->inquiries->loop, question->argv, NULL,
                                  question->deadline_ms, OUTPUT_LIMIT, answered, question, &error);
    question->inquiries->running++;
    if (question->child)
        return;
    const struct child_result result = {.status = 127, .output = "", .errors = error.text};
    answered(question, &result);
}

static void run_next(struct inquiries *inquiries)
{
    while (inquiries->first_turn && inquiries->running < RUNNING_LIMIT) {
        struct question *question = inquiries->first_turn;
        inquiries->first_turn = question->next_turn;
        if (!inquiries->first_turn)
            inquiries->last_turn = &inquiries->first_turn;
        question->next_turn = NULL;
        begin(question);
    }
}

/* One that is being asked, or whose answer still holds; what is of an older version goes. */
static struct question *find(struct inquiries *inquiries, const struct inquiry *inquiry)
{
    struct question *question = *bucket_of(inquiries, inquiry->key);
    while (question && inquiry->version) {
        struct question *next = question->next;
        if (question->version && strcmp(question->key, inquiry->key) == 0) {
            bool same = strcmp(question->version, inquiry->version) == 0;
            if (same && (question->answer || question->state < QUESTION_TELLING))
                return question;
            if (question->state == QUESTION_ANSWERED)
                drop(question);
        }
        question = next;
    }
    return NULL;
}

static struct question *add(struct inquiries *inquiries, const struct inquiry *inquiry)
{
    struct question *question = memory_new(1, sizeof *question);
    struct question **bucket = bucket_of(inquiries, inquiry->key);
    size_t count = 0;
    while (inquiry->argv[count])
        count++;
    question->inquiries = inquiries;
    question->key = memory_string(inquiry->key);
    question->version = memory_string(inquiry->version);
    question->argv = memory_new(count + 1, sizeof *question->argv);
    for (size_t i = 0; i < count; i++)
        question->argv[i] = memory_string(inquiry->argv[i]);
    question->deadline_ms = inquiry->deadline_ms;
    question->failure_too = inquiry->failure_too;
    question->next = *bucket;
    *bucket = question;
    *inquiries->last_turn = question;
    inquiries->last_turn = &question->next_turn;
    return question;
}

void inquiry_ask(struct inquiries *inquiries, const struct inquiry *inquiry, inquiry_done *done,
                 void *argument, struct inquiry_wait **handle)
{
    struct question *question = find(inquiries, inquiry);
    *handle = NULL;
    if (question && question->answer) {
        const struct child_result result = {.status = question->status,
                                            .output = question->answer,
                                            .output_length = strlen(question->answer),
                                            .errors = question->errors};
        done(argument, &result);
        return;
    }
    bool fresh = !question;
    if (fresh)
        question = add(inquiries, inquiry);
    *handle = memory_new(1, sizeof **handle);
    **handle = (struct inquiry_wait){.next = question->waits,
                                     .handle = handle,
                                     .question = question,
                                     .done = done,
                                     .argument = argument};
    question->waits = *handle;
    if (fresh)
        run_next(inquiries);
}

void inquiry_forget(struct inquiry_wait *wait)
{
    if (!wait)
        return;
    struct question *question = wait->question;
    struct inquiries *inquiries = question->inquiries;
    struct inquiry_wait **at = &question->waits;
    while (*at != wait)
        at = &(*at)->next;
    *at = wait->next;
    *wait->handle = NULL;
    free(wait);
    if (question->waits || question->state >= QUESTION_TELLING)
        return;
    if (question->state == QUESTION_RUNNING)
        inquiries->running--;
    drop(question);
    run_next(inquiries);
}
