#include "mtacon/tui/terminal.h"

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "mtacon/tui/request.h"

static bool use_ascii; /* ncurses is one terminal per process; so are these */
static attr_t looks[STYLE_COUNT];
static struct termios before; /* as it was found */
static char leaving[256];     /* what leaves our screen, without ncurses */
static volatile bool is_open;

/* A theme: colour (-1: the terminal's own) and attributes of each style. */
struct look {
    short foreground;
    attr_t with_color, without;
};

static const struct look theme[STYLE_COUNT] = {
    [STYLE_NORMAL] = {-1, A_NORMAL, A_NORMAL},
    [STYLE_DIM] = {-1, A_DIM, A_DIM},
    [STYLE_STRONG] = {-1, A_BOLD, A_BOLD},
    [STYLE_BAR] = {-1, A_REVERSE, A_REVERSE},
    [STYLE_BAR_KEY] = {-1, A_REVERSE | A_BOLD, A_REVERSE | A_BOLD},
    [STYLE_HEADING] = {COLOR_CYAN, A_NORMAL, A_UNDERLINE},
    [STYLE_SELECTED] = {-1, A_REVERSE, A_REVERSE},
    [STYLE_GOOD] = {COLOR_GREEN, A_NORMAL, A_NORMAL},
    [STYLE_NEAR] = {COLOR_YELLOW, A_NORMAL, A_NORMAL},
    [STYLE_BAD] = {COLOR_RED, A_BOLD, A_BOLD},
    [STYLE_GRAPH] = {COLOR_GREEN, A_NORMAL, A_NORMAL},
    [STYLE_PARTIAL] = {COLOR_CYAN, A_NORMAL, A_DIM},
    [STYLE_LIMIT] = {COLOR_YELLOW, A_NORMAL, A_NORMAL},
    [STYLE_INPUT] = {-1, A_UNDERLINE, A_UNDERLINE},
};

static void set_looks(bool no_color)
{
    const char *asked = getenv("NO_COLOR");
    bool color = !no_color && !(asked && *asked) && has_colors();
    if (color) {
        start_color();
        use_default_colors();
    }
    for (int i = 0; i < STYLE_COUNT; i++) {
        looks[i] = color ? theme[i].with_color : theme[i].without;
        if (color && theme[i].foreground >= 0) {
            init_pair((short)(i + 1), theme[i].foreground, -1);
            looks[i] |= COLOR_PAIR(i + 1);
        }
    }
}

/* Adds what a capability sends, without the delays that old terminals want. */
static void add_leaving(const char *name)
{
    const char *text = tigetstr(name);
    size_t length = strlen(leaving);
    if (!text || text == (const char *)-1)
        return;
    while (*text && length + 1 < sizeof leaving) {
        const char *end = strncmp(text, "$<", 2) == 0 ? strchr(text, '>') : NULL;
        if (!end)
            leaving[length++] = *text;
        text = end ? end + 1 : text + 1;
    }
    leaving[length] = '\0';
}

static void prepare_rescue(void)
{
    static const char *const capabilities[] = {"sgr0", "cnorm", "rmkx", "rmcup"};
    leaving[0] = '\0';
    for (size_t i = 0; i < sizeof capabilities / sizeof *capabilities; i++)
        add_leaving(capabilities[i]);
    is_open = true;
}

bool terminal_open(bool ascii, bool no_color, struct error *error)
{
    setlocale(LC_CTYPE, "");
    use_ascii = ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return error_set(error, ERROR_REFUSED,
                         "the console needs a terminal; for scripts there is "
                         "'mtacon status' and 'mtacon watch'");
    tcgetattr(STDIN_FILENO, &before);
    if (!newterm(NULL, stdout, stdin))
        return error_set(error, ERROR_REFUSED,
                         "terminal type '%s' is unknown here: try "
                         "TERM=xterm or TERM=vt100",
                         getenv("TERM") ? getenv("TERM") : "");
    /* raw: ^C is a key, so that it never ends the console in the middle of a form. */
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(50);
    set_looks(no_color);
    prepare_rescue();
    return true;
}

bool terminal_is_ours(void)
{
    pid_t owner = tcgetpgrp(STDIN_FILENO);
    return owner < 0 || owner == getpgrp();
}

/* Without ncurses, and without the modes of who has the terminal: changing those from behind would
 * stop us. */
static void leave_screen(void)
{
    ssize_t written = write(STDOUT_FILENO, leaving, strlen(leaving));
    written = write(STDOUT_FILENO, "\r\n", 2);
    (void)written; /* there is nobody left to tell */
    if (terminal_is_ours())
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

void terminal_close(void)
{
    if (is_open && terminal_is_ours())
        endwin();
    else if (is_open)
        leave_screen();
    is_open = false;
}

void terminal_rescue(void)
{
    bool was_open = is_open;
    is_open = false;
    if (was_open)
        leave_screen();
}

void terminal_suspend(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL}, caught;
    if (is_open && terminal_is_ours()) {
        endwin();
        is_open = false;
    }
    sigaction(SIGTSTP, &action, &caught);
    /* The group, as a terminal does it. No other thread takes the signal: this one goes on only
     * when it is continued. */
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &caught, NULL);
}

void terminal_resume(void)
{
    struct winsize size;
    /* Who was stopped is not told of a new size. */
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col)
        resizeterm(size.ws_row, size.ws_col);
    if (!isendwin())
        endwin();
    clearok(stdscr, TRUE);
    refresh();
    is_open = true;
}

void terminal_size(int *rows, int *columns)
{
    getmaxyx(stdscr, *rows, *columns);
}

char terminal_ascii(uint32_t character)
{
    static const char bars[] = "..:-=+*#";
    if (character < 0x80)
        return (char)character;
    if (character >= 0x2581 && character <= 0x2588)
        return bars[character - 0x2581];
    switch (character) {
    case 0x2500:
    case 0x2504:
        return '-';
    case 0x2502:
        return '|';
    case 0x2524:
    case 0x2534:
    case 0x250c:
    case 0x2510:
    case 0x2514:
    case 0x2518:
        return '+';
    case 0x25b2:
        return '!';
    case 0x2026:
        return '~';
    case 0x2191:
        return '^';
    case 0x2193:
        return 'v';
    case 0x00b7:
        return '.';
    }
    return '?';
}

void terminal_paint(const struct cells *cells)
{
    erase();
    for (int row = 0; row < cells->rows; row++) {
        for (int column = 0; column < cells->columns; column++) {
            const struct cell *cell = &cells->cells[row * cells->columns + column];
            if (!cell->character)
                continue;
            wchar_t text[2] = {(wchar_t)cell->character, 0};
            cchar_t shown;
            if (use_ascii)
                text[0] = (wchar_t)terminal_ascii(cell->character);
            setcchar(&shown, text, looks[cell->style] & ~A_COLOR,
                     (short)PAIR_NUMBER(looks[cell->style]), NULL);
            mvadd_wch(row, column, &shown);
        }
    }
    curs_set(cells->cursor_row >= 0);
    if (cells->cursor_row >= 0)
        move(cells->cursor_row, cells->cursor_column);
    refresh();
}

void terminal_redraw(void)
{
    clearok(stdscr, TRUE);
}

void terminal_bell(void)
{
    beep();
}

int terminal_key(void)
{
    static const struct {
        wint_t curses;
        int key;
    } keys[] = {{KEY_UP, KEY_CODE_UP},         {KEY_DOWN, KEY_CODE_DOWN},
                {KEY_LEFT, KEY_CODE_LEFT},     {KEY_RIGHT, KEY_CODE_RIGHT},
                {KEY_PPAGE, KEY_CODE_PAGE_UP}, {KEY_NPAGE, KEY_CODE_PAGE_DOWN},
                {KEY_HOME, KEY_CODE_HOME},     {KEY_END, KEY_CODE_END},
                {KEY_BTAB, KEY_CODE_BACKTAB},  {KEY_DC, KEY_CODE_DELETE},
                {KEY_ENTER, KEY_CODE_ENTER},   {KEY_BACKSPACE, KEY_CODE_BACKSPACE},
                {KEY_RESIZE, KEY_CODE_RESIZE}, {KEY_SUSPEND, 'Z' - 64}};
    wint_t got = 0;
    int kind = get_wch(&got);
    if (kind == ERR)
        return 0;
    if (kind == KEY_CODE_YES) {
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            if (keys[i].curses == got)
                return keys[i].key;
        return KEY_CODE_RESIZE + 1000; /* a key without meaning here */
    }
    if (got == '\r' || got == '\n')
        return KEY_CODE_ENTER;
    if (got == 27)
        return KEY_CODE_ESCAPE;
    if (got == 127 || got == 8)
        return KEY_CODE_BACKSPACE;
    return got ? (int)got : KEY_CODE_RESIZE + 1000;
}
