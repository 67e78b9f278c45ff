/* All screens, each in its file, screen_NAME.c. */
#ifndef MTACON_TUI_SCREENS_H
#define MTACON_TUI_SCREENS_H

#include "view.h"

extern const struct screen screen_domains, screen_nodes, screen_domain, screen_node, screen_codes,
    screen_help, screen_messages, screen_lines, screen_push, screen_history, screen_revision,
    screen_audit, screen_system, screen_alerts, screen_outbox;

#endif
