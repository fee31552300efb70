// What is kept of a submission whose schedule is told of: enough to say who may see it.

extension NewJob {
  /// Without what may be large, and without names: where it and its follow-ups run, and of which kinds they are.
  var outline: NewJob {
    var job = self
    job.work =
      switch work {
      case .exec: .exec(argv: [])
      case .shell: .shell("")
      case .handler(let name, _): .handler(name: name, payload: nil)
      case .http: .http(HTTPWork(url: ""))
      case .external: .external
      }
    (job.name, job.tags, job.after, job.process) = (nil, [:], [], ProcessOptions())
    job.callbacks = callbacks.map { callback in
      if case .command = callback.target { return Callback(.command([]), on: callback.on) }
      return Callback(.url(""), on: callback.on)
    }
    for index in job.then.indices { job.then[index].job = job.then[index].job.outline }
    return job
  }

  /// Its own and those of its follow-ups.
  var outlineCount: Int { then.reduce(1) { $0 + $1.job.outlineCount } }
}

extension Schedule {
  /// The same with no more of its job than says who may see it.
  var outlined: Schedule {
    var schedule = self
    schedule.spec.job = spec.job.outline
    return schedule
  }
}
