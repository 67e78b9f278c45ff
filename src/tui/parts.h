/* What several screens draw. */
#ifndef MTACON_TUI_PARTS_H
#define MTACON_TUI_PARTS_H

#include "app.h"

/* "388/100 !": a count against its threshold. */
const char *part_against(char *out, size_t size, int64_t count, int64_t threshold);
enum style part_level_style(enum threshold_level level);

/* The graph that `which` chooses (as app->graph), of what app->about is of. */
void part_graph(const struct app *app, struct area area, int which,
                const struct model_failures *failures, struct thresholds thresholds);

/* Failures by code with meaning; returns the next free row. */
int part_codes(struct area area, int row, const struct model_failures *failures);

/* Of a node of which numbers would be made up. */
#define PART_NEVER_READ "never read: what fails and waits there is not known"

/* Why messages wait, most first, by app->about; returns the next free row. */
int part_reasons(const struct app *app, struct area area, int row);

/* '1h42', '12m': how long something still lasts, by the minute that has begun; 'ENDED'. */
const char *part_left(char *out, size_t size, int64_t seconds);

/* Mode and reports of a domain: what is in force where, and what is only saved; returns the next
 * free row. */
int part_policy(const struct app *app, struct area area, int row, const char *domain);

/* The live state of a node in words, its style, and the error or note to show ("" none). */
const char *part_node_state(const struct app *app, const struct model_node *node, enum style *style,
                            const char **why);

/* A box in the middle with `rows` rows inside; returns the inside. */
struct area part_box(struct area area, int rows, int columns, const char *title);

#endif
