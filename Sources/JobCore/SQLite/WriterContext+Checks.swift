// What is against a request, found out before any of it is written: parents that are not there, full queues, taken
// keys, closed batches.

extension WriterContext {
  /// Why `jobs` cannot be stored, or `nil`.
  func check(_ jobs: [NewJob]) throws(StoreError) -> Refusal? {
    var names: [String: Int] = [:]
    var keys: Set<ByteText> = []
    var limitKeys: Set<ByteText> = []
    for (index, job) in jobs.enumerated() {
      if let refusal = try checkTree(job, index: index, path: "", above: [], &names, &keys, &limitKeys) {
        return refusal
      }
    }
    let unknown = names.keys.count { ledger.queues.id(of: $0) == nil }
    if unknown > 0 && ledger.queues.count + unknown > Limits.queueCountMax { return .tooManyQueues }
    if ledger.limits.count + limitKeys.count > Limits.limitKeysMax {
      return .invalid(
        [FieldFault(field: "limit.key", detail: "there are \(Limits.limitKeysMax) keys in use already")], index: 0)
    }
    for (name, count) in names {
      guard let id = ledger.queues.id(of: name), let queue = ledger.queues[id], let max = queue.settings.maxQueued,
        queue.waitingCount + count > max
      else { continue }
      return .queueFull(name: name, max: max)
    }
    return nil
  }

  private func checkTree(
    _ job: NewJob, index: Int, path: String, above: [Parent], _ names: inout [String: Int], _ keys: inout Set<ByteText>,
    _ limitKeys: inout Set<ByteText>
  ) throws(StoreError) -> Refusal? {
    names[job.queue, default: 0] += 1
    if let key = job.limit?.key, ledger.limits.id(of: key) == nil { limitKeys.insert(ByteText(key)) }
    if let refusal = try checkParents(job.after, field: path + "after", index: index) { return refusal }
    // A follow-up waits for what the jobs it comes with wait for.
    let waitedFor = above + job.after.map(\.parent)
    if let rule = job.unique {
      if rule.onConflict == .return && !path.isEmpty {
        let detail = "must not be return in a follow-up: it would follow nobody"
        return .invalid([FieldFault(field: path + "unique.on_conflict", detail: detail)], index: index)
      }
      if !keys.insert(ByteText(rule.key)).inserted {
        let detail = "is that of another job of this request"
        return .invalid([FieldFault(field: path + "unique.key", detail: detail)], index: index)
      }
      if case (.refuse, let holder?) = try UniqueKeys.decide(rule, limits: job.limits, self) {
        return .duplicate(key: rule.key, holder: holder.id, state: holder.state ?? .succeeded, index: index)
      }
    }
    if let batch = job.batch {
      guard let known = try batchMemory(batch.value) else { return .noSuchBatch(batch) }
      if !BatchPolicy.takesJobs(known.facts) || known.finishedAt != nil { return .batchClosed(batch) }
      switch try whoWaits(for: [.batch(batch)], among: waitedFor) {
      case .nobody: break
      case .parent:
        let detail = "waits for batch \(batch), and so can never end in it"
        return .invalid([FieldFault(field: path + "after", detail: detail)], index: index)
      case .unknown: return .invalid([FieldFault(field: path + "after", detail: WaitSearch.tooLarge)], index: index)
      }
    }
    for (number, followUp) in job.then.enumerated() {
      let child = "\(path)then[\(number)].job."
      let refusal = try checkTree(
        followUp.job, index: index, path: child, above: waitedFor, &names, &keys, &limitKeys)
      if let refusal { return refusal }
    }
    return nil
  }

  /// A parent that is not there, named by its place in the list.
  func checkParents(_ after: [Dependency], field: String, index: Int) throws(StoreError) -> Refusal? {
    for (number, dependency) in after.enumerated() {
      let fault: (name: String, detail: String)?
      switch dependency.parent {
      case .job(let id):
        let known = try facts(id) != nil
        let wasThere = (1...max(1, ledger.numbers.last)).contains(id.value) && ledger.numbers.last > 0
        fault = known ? nil : ("job", wasThere ? "job \(id) has been deleted" : "there is no job \(id)")
      case .batch(let id): fault = try batchMemory(id.value) == nil ? ("batch", "there is no batch \(id)") : nil
      }
      if let fault {
        return .invalid([FieldFault(field: "\(field)[\(number)].\(fault.name)", detail: fault.detail)], index: index)
      }
    }
    return nil
  }
}
