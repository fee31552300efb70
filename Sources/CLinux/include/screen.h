// A terminal that a program has taken over, and gets its old state back from whatever ends or stops the program: what
// does that runs in the middle of anything, also of a crash, where no Swift may run.
#ifndef SCREEN_H
#define SCREEN_H

#include <stddef.h>

// Takes the terminal over: keys come one by one and are not echoed, ^C and ^Z stay signals; `enter` is written. What the
// process writes to stderr, if that is a terminal, is kept until `screen_close`. 0, or an error number.
//
// From then on `leave` is written and the terminal is as it was before: at `screen_close`; when a signal or a trap ends
// the process, which it still does; and while `screen_stop` stops it.
//
// One at a time.
int screen_open(int terminal, const char *enter, const char *leave);
void screen_close(void);

// Writes to the terminal, unless it is given back just now. For the one thread that draws.
void screen_write(const char *text, size_t count);

// A descriptor to poll and to empty: a byte comes with each new size (CHANGED), when somebody asks for a stop (STOP), and
// when the process goes on after one (GOES_ON).
#define SCREEN_CHANGED 2
#define SCREEN_STOP 3
#define SCREEN_GOES_ON 4
int screen_news(void);

// Stops the process, as ^Z asks for, with the terminal as it was before, and returns when it goes on. For the thread that
// draws, or what it has drawn half would go on in the terminal of a shell.
void screen_stop(void);

// Takes the terminal over once more: whoever has stopped the process otherwise may have changed it.
void screen_show(void);

// Puts another byte there.
void screen_nudge(void);

#endif
