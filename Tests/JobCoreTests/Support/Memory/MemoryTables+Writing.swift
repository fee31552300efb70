// What a transaction writes into tables in dictionaries.

@testable import JobCore

extension MemoryTables {
  mutating func write(_ changes: Changes) throws(StoreError) {
    for job in changes.jobs { try write(job) }
    for new in changes.specs {
      specs[new.id] = new.spec
      specs[new.id]?.timeoutMicros = new.timeoutMicros
    }
    for row in changes.attempts { attempts[row.job, default: [:]][row.start] = row }
    for (fence, report) in changes.progress { progress[fence.job] = (fence.start, report) }
    for (job, start) in changes.removedAttempts {
      attempts[job]?[start] = nil
      endMarks[job]?[start] = nil
    }
    for mark in changes.endMarks { endMarks[mark.fence.job, default: [:]][mark.fence.start] = mark.bytes }
    for (id, data) in changes.checkpoints { checkpoints[id] = data }
    for (name, value) in changes.meta { meta[name] = value }
    for case .callbacks(let callbacks) in changes.settings { defaultCallbacks.stored = callbacks }
    if let aged = changes.agedAnswers {
      let old = answers.values.filter { $0.createdAt < aged.before }.sorted { $0.createdAt < $1.createdAt }
      for row in old.prefix(aged.max) { answers[ByteText(row.key)] = nil }
    }
    for row in changes.answers { answers[ByteText(row.key)] = row }
    for (key, moment) in changes.redatedAnswers { answers[ByteText(key)]?.createdAt = moment }
    writeOfJobs(changes)
    writeKeys(changes)
    for row in changes.counts { queues[row.queue]?.counts[row.state.rawValue] = row.count }
    writeRest(changes)
    for job in changes.removedJobs { remove(job) }
  }

  private mutating func write(_ job: WorkingJob) throws(StoreError) {
    let known = jobs[job.row.id].map { WorkingJob.Fence(state: $0.state, starts: $0.starts) }
    guard known == (job.isNew ? nil : job.fence) else {
      throw .illegal(statement: "job", message: "job \(job.row.id) is not as it was when this was decided")
    }
    // As the CHECK of a table: validation keeps such rows away, and a store refuses them nevertheless.
    guard Limits.priorityRange.contains(job.row.priority) else {
      throw .illegal(statement: "job", message: "job \(job.row.id) has a priority that none may have")
    }
    jobs[job.row.id] = job.row
  }

  private mutating func writeOfJobs(_ changes: Changes) {
    for change in changes.specEdits {
      switch change {
      case .cancelReason(let id, let reason): cancelReasons[id] = reason
      case .edit(let id, let edit):
        guard var spec = specs[id] else { continue }
        (spec.name, spec.timeoutMicros, spec.tags) = (edit.name, edit.timeoutMicros, edit.tags)
        spec.retry = edit.retry ?? spec.retry
        specs[id] = spec
      case .rewrite(let id, let spec): specs[id]?.rewrite(as: spec)
      case .payload(let id, let payload):
        if case .handler(let name, _)? = specs[id]?.work { specs[id]?.work = .handler(name: name, payload: payload) }
      case .input(let id, let input): specs[id]?.process.stdin = input
      case .limit(let id, let rule): specs[id]?.limit = rule
      }
    }
    for change in changes.edges {
      switch change {
      case .add(let row): edges[row.child, default: []].append(row)
      case .decide(let row): edges[row.child] = edges[row.child]?.map { $0.position == row.position ? row : $0 }
      case .removeAll(let child): edges[child] = nil
      }
    }
    for change in changes.settlements {
      switch change {
      case .add(let row):
        let id = (settlements.keys.max() ?? 0) + 1
        settlements[id] = SettlementRow(id: id, parent: row.parent, isSuccess: row.isSuccess, child: row.child)
      case .advance(let row): settlements[row.id] = row
      case .remove(let row): settlements[row.id] = nil
      }
    }
    for change in changes.leases {
      switch change {
      case .add(let row): leases[row.job] = row
      case .set(let row, was: _): leases[row.job]? = row
      case .remove(let id): leases[id] = nil
      }
    }
  }

  private mutating func writeKeys(_ changes: Changes) {
    for change in changes.uniques {
      switch change {
      case .take(let key, let id): uniques[ByteText(key)] = UniqueRow(key: key, job: id, freeAt: nil)
      case .hold(let key, let id, let moment):
        if uniques[ByteText(key)]?.job == id { uniques[ByteText(key)]?.freeAt = moment }
      case .free(let key, let id): if uniques[ByteText(key)]?.job == id { uniques[ByteText(key)] = nil }
      }
    }
    for change in changes.limitKeys {
      switch change {
      case .add(let id, let key, let max): limitKeys[id] = LimitMemory(id: id, key: key, max: max)
      case .set(let id, let max): limitKeys[id]?.max = max
      case .remove(let id): limitKeys[id] = nil
      }
    }
    for change in changes.queues {
      switch change {
      case .add(let id, let name): queues[id] = QueueMemory(id: id, name: name)
      case .set(let id, let settings): queues[id]?.settings = settings
      case .pause(let id, let pause): queues[id]?.pause = pause
      case .fill(let id, let bucket): queues[id]?.bucket = bucket
      case .remove(let id): queues[id] = nil
      }
    }
  }

  private mutating func writeRest(_ changes: Changes) {
    for change in changes.schedules {
      switch change {
      case .add(let row): schedules[row.id] = row
      case .replace(let row, _), .update(let row), .passOver(let row): schedules[row.id]? = row
      case .aim(let id, let next, let fireAt):
        schedules[id]?.schedule.nextAt = next
        schedules[id]?.fireAt = fireAt
      case .remove(let id): schedules[id] = nil
      }
    }
    for change in changes.firings {
      switch change {
      case .add(let id, let due, let job): firings[id, default: [:]].merge([due: job]) { old, _ in old }
      case .removeGone(let id, let last): firings[id] = firings[id]?.filter { $0.key > last || $0.value != JobID(0) }
      }
    }
    for change in changes.callbacks {
      switch change {
      case .add(let row): callbacks[row.id] = row
      case .set(let row): callbacks[row.id]? = row
      case .remove(let id): callbacks[id] = nil
      case .removeAll(let owner): callbacks = callbacks.filter { $0.value.owner != owner }
      }
    }
    for change in changes.batches {
      switch change {
      case .add(let row): batches[row.id] = row
      case .set(let row): batches[row.id]? = row
      case .remove(let id): batches[id] = nil
      }
    }
  }

  /// With all that hangs on it.
  private mutating func remove(_ job: JobRow) {
    let id = job.id
    (jobs[id], specs[id], attempts[id], endMarks[id], edges[id]) = (nil, nil, nil, nil, nil)
    (cancelReasons[id], progress[id], checkpoints[id]) = (nil, nil, nil)
    if let schedule = job.schedule { firings[schedule] = firings[schedule]?.mapValues { $0 == id ? JobID(0) : $0 } }
  }
}

extension NewJob {
  /// Does what `SpecChange.rewrite` says.
  fileprivate mutating func rewrite(as spec: NewJob) {
    if case (.handler(_, let payload), .handler(let name, _)) = (work, spec.work) {
      work = .handler(name: name, payload: payload)
    } else {
      work = spec.work
    }
    let input = process.stdin
    process = spec.process
    process.stdin = input
    (executor, graceMicros, keepForMicros) = (spec.executor, spec.graceMicros, spec.keepForMicros)
  }
}
