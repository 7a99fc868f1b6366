// The least there is to do: natively by musl, and as a guest.
#include <unistd.h>

int main(void) { return write(1, "hello\n", 6) != 6; }
