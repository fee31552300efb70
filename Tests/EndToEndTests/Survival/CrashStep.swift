// The steps of an attempt in a worker process at which it may be interrupted, what must come of it, and the worker that
// waits at each of them.

/// Where a worker stands when it is interrupted.
enum CrashStep: String, CaseIterable {
  /// Before its `hello`.
  case started
  /// It has said `hello`, and reads nothing yet.
  case greeted
  /// It has read `run`, and said nothing.
  case given
  /// It has been told that its checkpoint is on the disk.
  case kept
  /// It has given a value.
  case yielded
  /// It has asked for follow-ups.
  case followed
  /// It has written its result, and the daemon has not read it.
  case ended
  /// Its job has ended, and there is no other.
  case idle

  /// Whether the attempt that is interrupted here has left a checkpoint.
  var hasCheckpoint: Bool { ![.started, .greeted, .given].contains(self) }
}

/// What happens to it there.
enum CrashBlow: String, CaseIterable {
  case killOfWorker, killOfDaemon
  /// The daemon is asked to end and waits for nobody.
  case stop
}

/// What must come of a job that may be tried so many times.
struct CrashFate: Equatable {
  var outcomes: [String]
  /// Of the last attempt, if the job has failed.
  var reason: String?

  init(_ step: CrashStep, _ blow: CrashBlow, attempts: Int) {
    switch (step, blow) {
    // Nothing was begun, or all was done.
    case (.started, _), (.idle, _): outcomes = ["succeeded"]
    // Who has read nothing has not begun; who has written the result is done, if anybody is there to read it.
    case (.greeted, .killOfWorker), (.greeted, .stop): outcomes = ["not_started", "succeeded"]
    case (.ended, .killOfWorker), (.ended, .stop): outcomes = ["succeeded"]
    case (_, .stop): outcomes = ["interrupted", "succeeded"]
    default:
      outcomes = [blow == .killOfWorker ? "failed" : "lost"]
      if attempts > 1 { outcomes.append("succeeded") } else { reason = blow == .killOfWorker ? "error" : "lost" }
    }
  }

  var state: String { reason == nil ? "succeeded" : "failed" }

  /// What was given back does not count.
  var attempt: Int { outcomes.count { !["not_started", "interrupted"].contains($0) } }

  /// Follow-ups for `any` end and for `success`, by name, with their states: those of the attempt that ended the job,
  /// if anybody has heard of them.
  func children(_ step: CrashStep) -> [String: String] {
    if state == "succeeded" { return ["any-\(attempt)": "succeeded", "success-\(attempt)": "succeeded"] }
    return step == .followed && reason == "error" ? ["any-1": "succeeded", "success-1": "skipped"] : [:]
  }
}

/// A worker that waits at each step for which there is a file `hold-STEP`. A job with the payload `plain` has no steps.
enum SteppedWorker {
  static let program = #"""
    def step(name):
        note(f"at-{name}", os.getpid())
        while os.path.exists(f"{SCRATCH}/hold-{name}"): time.sleep(0.005)
    step("started")
    say(type="hello", v=1, pid=os.getpid(), handlers=[os.environ["JOBD_WORKER_HANDLER"]])
    step("greeted")
    for line in IN:
        message = json.loads(line)
        if message["type"] == "stop": break
        if message["type"] == "ping": say(type="pong", n=message["n"])
        if message["type"] != "run": continue
        fence, attempt = message["fence"], message["attempt"]
        if message["payload"] == "plain":
            say(type="result", fence=fence, value="plain")
            continue
        kept = base64.b64decode(message.get("checkpoint", "")).decode()
        note(f"kept-{message['job']}-{attempt}", kept or "nothing")
        step("given")
        say(type="checkpoint", fence=fence, n=1, data=base64.b64encode(f"of {attempt}".encode()).decode())
        answer = json.loads(IN.readline())
        assert answer["type"] == "checkpointed" and answer.get("kept", True), answer
        step("kept")
        say(type="yield", fence=fence, value=attempt)
        step("yielded")
        for on in ("any", "success"):
            say(type="follow_up", fence=fence, on=on, job={"handler": "noop", "name": f"{on}-{attempt}"})
        step("followed")
        say(type="result", fence=fence)
        step("ended")
    """#
}
