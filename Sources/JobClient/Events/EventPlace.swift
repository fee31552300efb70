// Where a follower of events is: what it has heard, what it asks for when it has to begin again, and when it has to say
// that something may be missing. A value: no connection is in it.

import JobWire

/// The place of a follower in the stream.
struct EventPlace {
  /// What the caller asked for.
  private let wanted: EventRequest
  private var position: String?
  /// The jobs that are there have not all been told yet.
  private var isInSnapshot: Bool
  private var hasToldOfSnapshot = false
  /// What was told before does not go together with what comes.
  private var isGapDue = false

  init(_ wanted: EventRequest) {
    self.wanted = wanted
    position = wanted.after
    isInSnapshot = wanted.snapshot && wanted.after == nil
  }

  /// What was heard is gone on from: half a snapshot is not.
  var isKept: Bool { !isInSnapshot }

  /// What to ask for. Half a snapshot is had anew from its beginning; otherwise the stream goes on from its place, and
  /// `snapshot` is for a daemon that does not know it any more.
  var next: EventRequest {
    var next = wanted
    next.after = isInSnapshot ? nil : position
    return next
  }

  /// Takes note of an event; answers what the caller is to hear of it.
  mutating func take(_ event: EventView) -> EventView? {
    if event.wireEvent == .gap { return takeGap(event) }
    if isInSnapshot {
      if event.wireEvent == .snapshotEnd {
        isInSnapshot = false
        hasToldOfSnapshot = false
      } else if event.wireEvent != .heartbeat {
        hasToldOfSnapshot = true
      }
    }
    // Within a snapshot there is no place to go on from.
    if !isInSnapshot, let id = event.id { position = id }
    return event.wireEvent == .heartbeat ? nil : event
  }

  private mutating func takeGap(_ event: EventView) -> EventView? {
    // The stream ends with it, and what happens until there is another one would be missing behind the gap: the next
    // stream is asked for this place and says by itself that it is gone.
    if event.reason == Self.overrun, position != nil, !isInSnapshot { return nil }
    position = event.id ?? position
    if wanted.snapshot {
      isInSnapshot = true
      hasToldOfSnapshot = false
    }
    isGapDue = false
    return event
  }

  /// The stream is lost.
  mutating func lose() {
    if isInSnapshot, hasToldOfSnapshot { isGapDue = true }
    hasToldOfSnapshot = false
  }

  /// What the caller is to hear of a new stream before its first event.
  mutating func begin() -> EventView? {
    guard isGapDue else { return nil }
    isGapDue = false
    return EventView(.gap, reason: "snapshot")
  }

  private static let overrun = "overrun"
}
