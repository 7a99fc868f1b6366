// The loop of an interpreter: a machine of registers whose program counts primes by
// division and mixes numbers in an array. One big switch.
#include "bench.h"

enum Code { LOAD, MOVE, ADD, SUB, MUL, REM, XOR, SHR, GET, PUT, JUMP, LESS, ZERO, HALT };
typedef struct {
  uint8_t code, to, a, b;
  int32_t value;
} Instruction;

enum { CELLS = 1024 };
static uint32_t cells[CELLS];

static uint64_t run(const Instruction *program, uint32_t limit) {
  uint32_t r[16] = {limit};
  uint64_t steps = 0;
  for (const Instruction *pc = program;; ++pc) {
    ++steps;
    switch ((enum Code)pc->code) {
    case LOAD:
      r[pc->to] = (uint32_t)pc->value;
      break;
    case MOVE:
      r[pc->to] = r[pc->a];
      break;
    case ADD:
      r[pc->to] = r[pc->a] + r[pc->b];
      break;
    case SUB:
      r[pc->to] = r[pc->a] - r[pc->b];
      break;
    case MUL:
      r[pc->to] = r[pc->a] * r[pc->b];
      break;
    case REM:
      r[pc->to] = r[pc->b] ? r[pc->a] % r[pc->b] : 0;
      break;
    case XOR:
      r[pc->to] = r[pc->a] ^ r[pc->b];
      break;
    case SHR:
      r[pc->to] = r[pc->a] >> (pc->value & 31);
      break;
    case GET:
      r[pc->to] = cells[r[pc->a] % CELLS];
      break;
    case PUT:
      cells[r[pc->a] % CELLS] = r[pc->b];
      break;
    case JUMP:
      pc += pc->value;
      break;
    case LESS:
      if (r[pc->a] < r[pc->b])
        pc += pc->value;
      break;
    case ZERO:
      if (!r[pc->a])
        pc += pc->value;
      break;
    case HALT:
      return steps * 31 + r[2];
    }
  }
}

int main(int argc, char **argv) {
  // r0 limit, r1 candidate, r2 count, r3 divisor, r4 rest, r5 square, r6 one, r7 mixed
  static const Instruction program[] = {
      {LOAD, 6, 0, 0, 1}, {LOAD, 1, 0, 0, 2}, // 0
      {LOAD, 3, 0, 0, 2},                     // 2: next candidate
      {MUL, 5, 3, 3, 0},                      // 3: next divisor
      {LESS, 0, 1, 5, 4},                     // prime: to 9
      {REM, 4, 1, 3, 0},  {ZERO, 0, 4, 0, 8}, // not prime: to 15
      {ADD, 3, 3, 6, 0},  {JUMP, 0, 0, 0, -6},  {ADD, 2, 2, 6, 0},  {GET, 7, 1, 0, 0}, // 9
      {XOR, 7, 7, 2, 0},  {MUL, 7, 7, 1, 0},    {SHR, 8, 7, 0, 3},  {PUT, 0, 2, 8, 0},
      {ADD, 1, 1, 6, 0},  {LESS, 0, 1, 0, -15}, // 15
      {GET, 7, 2, 0, 0},  {XOR, 2, 2, 7, 0},    {HALT, 0, 0, 0, 0},
  };
  return benchPrint(run(program, (uint32_t)benchSize(argc, argv, 600000, 1000)));
}
