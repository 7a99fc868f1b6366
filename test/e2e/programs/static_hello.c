// What a start costs at the least: compared with the programs that we compile.
#include <stdio.h>

int main(void) {
  puts("Hello from C");
  return 0;
}
