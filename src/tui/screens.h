/* The list of all screens, one line each; each is in its file, screen_NAME.c. System's menu names
 * those that have a line for it, in this order. */
#ifndef MTACON_TUI_SCREENS_H
#define MTACON_TUI_SCREENS_H

#include "view.h"

#define SCREENS(_)                                                                                 \
    _(domains)                                                                                     \
    _(domain)                                                                                      \
    _(nodes)                                                                                       \
    _(node)                                                                                        \
    _(messages)                                                                                    \
    _(message)                                                                                     \
    _(lines)                                                                                       \
    _(withheld)                                                                                    \
    _(line)                                                                                        \
    _(push)                                                                                        \
    _(alerts)                                                                                      \
    _(outbox)                                                                                      \
    _(mail)                                                                                        \
    _(history)                                                                                     \
    _(revision)                                                                                    \
    _(audit)                                                                                       \
    _(codes)                                                                                       \
    _(system)                                                                                      \
    _(help)

#define SCREEN_DECLARE(name) extern const struct screen screen_##name;

SCREENS(SCREEN_DECLARE)

#endif
