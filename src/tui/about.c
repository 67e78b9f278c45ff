#include "about.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "mtacon/store/failure.h"

void about_clear(struct about *about)
{
    free(about->reasons);
    free(about->samples);
    free(about->queued);
    *about = (struct about){.node = 0};
}

/* Whether it has to be read; then it is of that, and empty. */
static bool begin(struct app *app, int64_t node, const char *domain)
{
    struct about *about = &app->about;
    if (about->generation == app->model.generation && about->node == node &&
        strcmp(about->domain, domain) == 0)
        return false;
    about_clear(about);
    about->generation = app->model.generation;
    about->node = node;
    snprintf(about->domain, sizeof about->domain, "%s", domain);
    return true;
}

void about_domain(struct app *app, const char *domain)
{
    struct about *about = &app->about;
    struct store *store = app->options->store;
    if (!begin(app, 0, domain))
        return;
    model_history_load(store, app->now, 0, domain, &about->history, NULL);
    store_queue_reasons(store, 0, domain, &about->reasons, &about->reason_count, NULL);
    store_failure_samples(store, domain, &about->samples, &about->sample_count, NULL);
}

void about_node(struct app *app, int64_t node)
{
    struct about *about = &app->about;
    struct store *store = app->options->store;
    if (!begin(app, node, ""))
        return;
    model_history_load(store, app->now, node, NULL, &about->history, NULL);
    store_queue_reasons(store, node, NULL, &about->reasons, &about->reason_count, NULL);
    store_queue_domains(store, node, &about->queued, &about->queued_count, NULL);
}
