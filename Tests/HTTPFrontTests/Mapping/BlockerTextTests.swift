// What is said about a job that does not run.

import Testing

@testable import HTTPFront
@testable import JobCore

@Suite struct BlockerTextTests {
  @Test(
    arguments: [
      (.held, "held until somebody releases it"),
      (.delay(isRetry: false), "its time has not come"),
      (.delay(isRetry: true), "waits before its next attempt"),
      (.job(JobID(3), .failed, on: .success), "waits for the success of job 3, which is failed"),
      (.job(JobID(3), nil, on: .any), "waits for the end of job 3, which is gone"),
      (
        .batch(BatchID(4), ended: 1, size: 2, isOpen: false, on: .failure),
        "waits for the failure of batch 4: 1 of 2 ended"
      ),
      (
        .batch(BatchID(4), ended: 2, size: 2, isOpen: true, on: .any),
        "waits for the end of batch 4: 2 of 2 ended and still open"
      ),
      (.queuePaused(queue: "q"), "queue q is paused"),
      (.queueSlots(queue: "q", used: 1, slots: 2, needed: 2), "queue q: 1 of 2 slots taken, it needs 2"),
      (.daemonSlots(free: 3, needed: 4), "3 of the daemon's slots are free, it needs 4"),
      (.limit(key: "k", running: 1, max: 1, holder: nil), #"limit "k": 1 of 1 running"#),
      (.limit(key: "k", running: 1, max: 1, holder: JobID(7)), #"limit "k": 1 of 1 running, job 7"#),
      (.limit(key: "k", running: 2, max: 2, holder: JobID(7)), #"limit "k": 2 of 2 running, job 7 and others"#),
      (.limitLine(key: "k"), #"limit "k": other jobs with this key are ahead of it"#),
      (.rate(queue: "q"), "the rate of queue q is used up"),
      (
        .ahead(JobID(9), waitsFor: .queueSlots(queue: "q", count: 2)),
        "job 9 is ahead of it and waits for 2 slots of queue q"
      ),
      (
        .ahead(JobID(9), waitsFor: .daemonSlots(count: 4)), "job 9 is ahead of it and waits for 4 of the daemon's slots"
      ),
      (.ahead(JobID(9), waitsFor: .rate(queue: "q")), "job 9 is ahead of it and waits for the rate of queue q"),
      (.draining, "jobd is drained or stopping: no job starts"),
      (
        .noWorker(handler: "far", queue: "q", since: nil),
        #"no worker has asked for "far" in queue q since jobd was started"#
      ),
      (
        .noWorker(handler: "far", queue: "q", since: Timestamp(micros: 1_999_999)),
        #"no worker has asked for "far" in queue q since 1970-01-01T00:00:01Z"#
      ),
      (.handlerDown(handler: "h", failure: nil), "handler h is down: its workers fail"),
      (.handlerDown(handler: "h", failure: "no such file"), "handler h is down: no such file"),
      (.workerStarting(handler: "h"), "a worker of h is being started"),
      (.workerMissing(handler: "h"), "handler h has no worker yet"),
      (.workersBusy(handler: "h", count: 1), "the only worker of h is busy"),
      (.workersBusy(handler: "h", count: 2), "all 2 workers of h are busy"),
      (.threadsBusy(pool: "db", count: 2), "all 2 threads of pool db are busy"),
      (
        .threadsStuck(pool: "db", count: 2),
        "pool db is exhausted: 2 handlers did not end when told to, and hold its threads"
      ),
      (.hostHeld(origin: "http://h"), "http://h asked to be left alone"),
      (.hostReturning(origin: "http://h"), "http://h was held and gets a few requests at a time"),
    ] as [(Blocker.Cause, String)])
  func whatIsInTheWayIsNamed(_ cause: Blocker.Cause, _ text: String) {
    #expect(Blocker(cause).text == text)
  }
}
