// What a change of a job's state means for what is remembered, but for its batch, which may have to be read.

extension Ledger {
  /// Keeps queues, limit keys, claims and times in step; all at once, as it is done for every move.
  ///
  /// - Parameter queue: where it is now; `links` say where it was.
  mutating func note(_ links: JobLinks, from: JobState?, to: JobState, due: Timestamp?, queue: Int64) {
    if queue == links.queue {
      queues.note(queue, from: from, to: to, weight: links.weight)
    } else {
      numbers.moves += 1
      queues.note(links.queue, from: from, to: nil, weight: links.weight)
      queues.note(queue, from: nil, to: to, weight: links.weight)
    }
    limits.note(links, from: from, to: to, queue: queue)
    if to == .queued, let lane = links.lane { claims.noteReady(lane, queue: queue) }
    if to == .queued || (from == .running && (links.limit != nil || queues[queue]?.settings.slots != nil)) {
      claims.news.hasNewWork = true
      if from == .running { claims.news.noteRoom(in: queue) }
    }
    // What stood behind it in line, held back by its weight or its limit key, may be next.
    if from == .queued && to != .running { claims.news.noteRoom(in: links.queue) }
    if to.isTimed { times.noteDue(due) }
    if let from, from.isTimed { times.isNextDueStale = true }
  }

  /// The same of one that does not run and is edited: it leaves the lines in which it stood, and comes into others.
  mutating func note(_ links: JobLinks, as edited: JobLinks, from: JobState, to: JobState, due: Timestamp?) {
    limits.note(links, from: from, to: nil, queue: links.queue)
    limits.note(edited, from: nil, to: to, queue: edited.queue)
    var rest = edited
    (rest.queue, rest.limit) = (links.queue, nil)
    note(rest, from: from, to: to, due: due, queue: edited.queue)
  }
}
