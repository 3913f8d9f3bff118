/* The inside of the worker thread, as every part needs it. Nobody outside src/worker includes this. */
#ifndef WORKER_ENGINE_H
#define WORKER_ENGINE_H

#include "worker/calls.h"
#include "worker/job.h"
#include "worker/work.h"

#endif
