// A terminal that a program has taken over, and gets its old state back from whatever ends or stops the program: what
// does that runs in the middle of anything, also of a crash, where no Swift may run.
#ifndef SCREEN_H
#define SCREEN_H

// Takes the terminal over: keys come one by one and are not echoed, ^C and ^Z stay signals; `enter` is written. What the
// process writes to stderr, if that is a terminal, is kept until `screen_close`. 0, or an error number.
//
// From then on `leave` is written and the terminal is as it was before: at `screen_close`; when a signal or a trap ends
// the process, which it still does; and while it is stopped, behind which `enter` is written again.
//
// One at a time, from one thread.
int screen_open(int terminal, const char *enter, const char *leave);
void screen_close(void);

// A descriptor to poll and to empty: this byte comes with each new size, and when the process goes on after a stop.
#define SCREEN_CHANGED 2
int screen_news(void);

// Puts another byte there.
void screen_nudge(void);

#endif
