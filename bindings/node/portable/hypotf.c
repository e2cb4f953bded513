/* Part of the packaged addon only. The Swift runtime refers to hypotf, whose newest version came with glibc 2.35 and
 * is all that asks for more than 2.34: Amazon Linux 2023 (AWS Lambda, Vercel) and RHEL 9 have 2.34. Squares of floats
 * neither overflow nor lose a digit as doubles, so this is as exact as the library's. */
#include <math.h>

float hypotf(float x, float y);

float hypotf(float x, float y) {
    if (isinf(x) || isinf(y)) return INFINITY;
    return (float)sqrt((double)x * x + (double)y * y);
}
