// What is said of a store that cannot do as it was asked.

import JobCore
import JobWire

extension Problem {
  init(_ error: StoreError) {
    switch error {
    case .full:
      self.init(.storageFull, detail: "the disk under the data directory is full", hint: "Free space, then try again.")
    case .overloaded: self.init(ProtocolFault.overloaded)
    case .closed: self.init(HTTPFault.interrupted)
    case .outcomeUnknown:
      self.init(
        .outcomeUnknown,
        detail: "the disk failed while the request was being made durable: whether it was carried out is not known",
        hint: "Send it again with the same Idempotency-Key, or look whether it was carried out.")
    case .replaced:
      self.init(
        .internalError, detail: "files of the database were removed or replaced under the daemon: it takes nothing",
        hint: "Put them back as they were, or restart the daemon on those that are there.")
    case .corrupt:
      self.init(
        .internalError, detail: "the database is damaged; nothing is written to it any more",
        hint: "Look at the daemon's log, and restore a backup.")
    case .io, .unreadable:
      self.init(
        .internalError, detail: "the store cannot be read or written", hint: "Look at the daemon's log soon.")
    case .illegal:
      self.init(
        .internalError, detail: "this would have broken a rule of jobd's own; nothing was changed",
        hint: "Report it, with what the daemon's log says of it.")
    }
  }
}
