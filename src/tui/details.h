/* What messages and log lines share: they are asked of the nodes when their screen opens, of one
 * domain on all nodes or of one node for all domains. */
#ifndef MTACON_TUI_DETAILS_H
#define MTACON_TUI_DETAILS_H

#include "app.h"

/* The state of such a view. */
struct details {
    struct fleet_asking asking;
    char domain[DOMAIN_NAME_SIZE];
};

/* Opens `screen` (messages or lines) for a domain on all nodes, or (`domain` "") for `node` alone,
 * and asks. */
void details_open(struct app *app, const struct screen *screen, const char *domain,
                  const struct model_node *node);

/* Asks the nodes anew for what the open screen shows, and says how many. */
void details_ask_again(struct app *app);

void details_gather(struct app *app, struct view *view);

/* Two lines: what is shown and from how many nodes, and who has not answered. */
enum { DETAILS_HEAD_ROWS = 2 };
void details_head(struct app *app, struct area area);

/* Why there are no rows (yet). */
const char *details_explain(const struct app *app);

/* Orders of rows. */
int details_by_node(const void *one, const void *other);

/* ---- the page of one ---- */

/* Opens it, with a copy of its own. */
void message_open(struct app *app, const struct fleet_detail *detail);
void line_open(struct app *app, const struct fleet_detail *detail);

/* Writes 'label  text' from `row` on, the text broken into rows; returns the next free row. Without
 * a text it is left out. */
int details_field(struct area area, int row, const char *label, const char *text);

/* Frees a view's own copy of one. */
void details_close(struct view *view);

#endif
