#include "mtacon/tui/request.h"

#define CONTROL(letter) ((letter)-64)

static const struct request_info table[] = {
    {REQUEST_UP, {'k', KEY_CODE_UP}, "k ↑", "up", "one row up"},
    {REQUEST_DOWN, {'j', KEY_CODE_DOWN}, "j ↓", "down", "one row down"},
    {REQUEST_PAGE_UP, {KEY_CODE_PAGE_UP, CONTROL('B')}, "PgUp", "page up", "one page up"},
    {REQUEST_PAGE_DOWN,
     {KEY_CODE_PAGE_DOWN, CONTROL('F'), ' '},
     "PgDn Space",
     "page down",
     "one page down"},
    {REQUEST_FIRST, {'g', KEY_CODE_HOME}, "g Home", "first", "to the first row"},
    {REQUEST_LAST, {'G', KEY_CODE_END}, "G End", "last", "to the last row"},
    {REQUEST_OPEN,
     {KEY_CODE_ENTER, 'l', KEY_CODE_RIGHT},
     "Enter",
     "open",
     "open the row: what its numbers are made of"},
    {REQUEST_BACK,
     {KEY_CODE_ESCAPE, 'h', KEY_CODE_LEFT},
     "Esc",
     "back",
     "back; drops the filter first"},
    {REQUEST_QUIT, {'q'}, "q", "quit", "back, from the first screen: quit"},
    {REQUEST_LEAVE,
     {CONTROL('C')},
     "^C",
     "leave",
     "leave what is open; on the first screen: quit, after a question"},
    {REQUEST_NEXT_SCREEN, {'\t'}, "Tab", "next", "next screen"},
    {REQUEST_DOMAINS, {'1'}, "1", "domains", "domains, worst first"},
    {REQUEST_NODES, {'2'}, "2", "nodes", "nodes"},
    {REQUEST_ALERT_LIST, {'3'}, "3", "alerts", "alerts that are open, and those that were"},
    {REQUEST_HISTORY, {'4'}, "4", "history", "revisions of the policy, and who did what"},
    {REQUEST_SYSTEM, {'5'}, "5", "system", "the menu: Business Continuity and the rest"},
    {REQUEST_CODES, {'6'}, "6", "codes", "SMTP codes: what each means and what happens next"},
    {REQUEST_CONTINUITY, {'c'}, "c", "continuity", "continuity mode of the domain"},
    {REQUEST_BOUNCE, {'b'}, "b", "bounce", "bounce policy of the domain"},
    {REQUEST_ALERTS, {'a'}, "a", "thresholds", "alert thresholds of the domain"},
    {REQUEST_SUBSCRIBERS, {'t'}, "t", "tell", "who is told of the domain's alerts"},
    {REQUEST_OFFICE365, {'f'}, "f", "Office 365", "the checklist for Office 365"},
    {REQUEST_POLICY, {'e'}, "e", "edit", "all of the domain's Business Continuity settings"},
    {REQUEST_PUSH, {'p'}, "p", "push", "bring the current revision to the nodes"},
    {REQUEST_FILTER, {'/'}, "/", "filter", "show rows that contain some text"},
    {REQUEST_SORT, {'s'}, "s", "sort", "sort by the next column"},
    {REQUEST_GRAPH, {'v'}, "v", "graph", "next graph: 60 minutes, 24 hours, 7 days"},
    {REQUEST_MESSAGES, {'m'}, "m", "messages", "queued messages of the domain or node, read now"},
    {REQUEST_LINES, {'o'}, "o", "log", "newest failing log lines of the domain or node"},
    {REQUEST_WITHHELD, {'w'}, "w", "withheld", "who was not told that his mail failed, read now"},
    {REQUEST_CONNECT, {'r'}, "r", "reconnect", "connect now to what is down"},
    {REQUEST_ADD, {'n'}, "n", "new", "add a node or a domain"},
    {REQUEST_REMOVE, {'d', KEY_CODE_DELETE}, "d", "remove", "forget the node and its history"},
    {REQUEST_ENROL, {'E'}, "E", "enrol", "let policy take effect on the node, or take that back"},
    {REQUEST_ADOPT, {'A'}, "A", "adopt", "take over the revision that the node carries"},
    {REQUEST_REVERT, {'R'}, "R", "revert", "save a new revision equal to this one"},
    {REQUEST_UNDO, {'Z'}, "Z", "undo", "undo what this revision alone changed"},
    {REQUEST_MARK, {'x'}, "x", "mark", "mark a revision, to compare with"},
    {REQUEST_DIFF, {'='}, "=", "compare", "compare with the marked (or the current) revision"},
    {REQUEST_AUDIT, {'T'}, "T", "trail", "the audit trail: who did what, when"},
    {REQUEST_ACKNOWLEDGE,
     {'K'},
     "K",
     "acknowledge",
     "somebody is at it: no more mails of this alert"},
    {REQUEST_MUTE, {'M'}, "M", "mute", "no mails about the domain for a time"},
    {REQUEST_UNMUTE, {'U'}, "U", "unmute", "mails about the domain again"},
    {REQUEST_OUTBOX, {'O'}, "O", "outbox", "mails of alerts: waiting, dead, sent"},
    {REQUEST_STOP, {'S'}, "S", "stop", "stop the push: nodes that wait stay as they are"},
    {REQUEST_ANSWER, {'!'}, "!", "answer", "open what is announced: a node asks, a plan is ready"},
    {REQUEST_LOCAL_TIME, {'u'}, "u", "UTC/local", "show times in UTC or local time"},
    {REQUEST_REDRAW, {CONTROL('L')}, "^L", "redraw", "draw the screen anew"},
    {REQUEST_SUSPEND, {CONTROL('Z')}, "^Z", "suspend", "back to the shell; fg comes back here"},
    {REQUEST_HELP, {'?'}, "?", "help", "this help"},
};
enum { TABLE_LENGTH = sizeof table / sizeof *table };

enum request request_of_key(int key)
{
    for (int i = 0; i < TABLE_LENGTH; i++)
        for (int k = 0; k < 4 && table[i].keys[k]; k++)
            if (table[i].keys[k] == key)
                return table[i].request;
    return REQUEST_NONE;
}

const struct request_info *request_info(enum request request)
{
    for (int i = 0; i < TABLE_LENGTH; i++)
        if (table[i].request == request)
            return &table[i];
    return &table[0];
}

const struct request_info *request_table(size_t *count)
{
    *count = TABLE_LENGTH;
    return table;
}
