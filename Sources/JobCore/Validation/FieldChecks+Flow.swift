// The rules for the fields that tie jobs together, and for the settings of queues.

extension FieldChecks {
  mutating func after(_ after: [Dependency]) {
    if after.count > Limits.parentsMax { fault("after", "must not name more than \(Limits.parentsMax) parents") }
    var seen: Set<Dependency> = []
    for (index, dependency) in after.enumerated() where !seen.insert(dependency).inserted {
      fault("after[\(index)]", "names the same parent again")
      return
    }
  }

  mutating func slotsNeeded(_ slots: Int) {
    if !(1...Limits.slotsMax).contains(slots) {
      fault("slots_needed", "must be between 1 and \(Limits.slotsMax)")
    }
  }

  mutating func unique(_ rule: UniqueRule) {
    key("unique.key", rule.key)
    duration("unique.for", rule.forMicros)
  }

  mutating func limit(_ rule: LimitRule) {
    key("limit.key", rule.key)
    if !(1...Limits.slotsMax).contains(rule.max) {
      fault("limit.max", "must be between 1 and \(Limits.slotsMax)")
    }
  }

  private mutating func key(_ field: String, _ key: String) {
    if key.isEmpty || key.utf8.count > Limits.keyBytesMax {
      fault(field, "must have 1 to \(Limits.keyBytesMax) bytes")
    } else if Self.hasControls(key) {
      fault(field, "must not contain \(Self.controls)")
    }
  }

  /// Follow-ups at all depths: each must be valid by itself, and they must not be too many or too deep.
  mutating func then(_ followUps: [FollowUp]) {
    var count = 0
    then(followUps, path: "", depth: 1, &count)
    if count > Limits.thenJobsMax { fault("then", "must not be more than \(Limits.thenJobsMax) follow-ups in all") }
  }

  private mutating func then(_ followUps: [FollowUp], path: String, depth: Int, _ count: inout Int) {
    if followUps.isEmpty { return }
    if depth > Limits.thenDepthMax {
      fault(path + "then", "is nested more than \(Limits.thenDepthMax) deep")
      return
    }
    count += followUps.count
    if count > Limits.thenJobsMax { return }
    for (index, followUp) in followUps.enumerated() {
      let inner = "\(path)then[\(index)].job."
      for found in followUp.job.ownFaults() { fault(inner + found.field, found.detail) }
      then(followUp.job.then, path: inner, depth: depth + 1, &count)
    }
  }

  mutating func queueSettings(_ settings: QueueSettings) {
    if let slots = settings.slots, !(0...Limits.slotsMax).contains(slots) {
      fault("slots", "must be between 0 and \(Limits.slotsMax)")
    }
    if let max = settings.maxQueued, !Limits.maxQueuedRange.contains(max) {
      fault("max_queued", "must be between 1 and \(Limits.maxQueuedRange.upperBound)")
    }
    if let rate = settings.rate {
      if !Limits.rateCountRange.contains(rate.count) {
        fault("rate.count", "must be between 1 and \(Limits.rateCountRange.upperBound); pause the queue to stop it")
      }
      if !(1...Limits.durationMicrosMax).contains(rate.perMicros) {
        fault("rate.per", "must be more than nothing and at most ten years")
      }
      if !Limits.rateCountRange.contains(rate.burst) {
        fault("rate.burst", "must be between 1 and \(Limits.rateCountRange.upperBound)")
      }
    }
    if settings.agingMicros == 0 { fault("aging", "must be more than nothing") }
    duration("aging", settings.agingMicros)
    duration("default_timeout", settings.defaultTimeoutMicros)
    sharedCallbacks(settings.callbacks)
  }
}
