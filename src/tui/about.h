/* What the store knows of one domain or node beside the model: read before it is drawn. */
#ifndef MTACON_TUI_ABOUT_H
#define MTACON_TUI_ABOUT_H

#include "mtacon/model/model.h"
#include "mtacon/store/queue.h"

struct app;

/* Begins zeroed. Of a domain: history, reasons, samples; of a node: history, reasons, queued. */
struct about {
    int64_t node; /* 0: it is of `domain` */
    char domain[DOMAIN_NAME_SIZE];
    int64_t generation; /* of the model, when it was read; 0: nothing was */
    struct model_history history;
    struct queue_reason *reasons; /* why mail waits, most first */
    size_t reason_count;
    struct failure_sample *samples; /* the newest reply of each code */
    size_t sample_count;
    struct queue_domain *queued; /* by domain, most first */
    size_t queued_count;
};

/* Reads what is known now of a domain, or of a node (its id), if app->about is of something else,
 * or of before. */
void about_domain(struct app *app, const char *domain);
void about_node(struct app *app, int64_t node);

void about_clear(struct about *about);

#endif
