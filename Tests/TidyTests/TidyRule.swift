// What a rule of the source tree is: a name, a check, and two invented trees that prove the check can fail and can pass.

import Testing

/// A breach of a rule: where it is and what to do about it.
struct Finding: CustomStringConvertible {
  let path: String
  let line: Int
  let advice: String

  var description: String { "\(path):\(line): \(advice)" }
}

/// One rule of the source tree.
struct TidyRule: Sendable, CustomTestStringConvertible {
  let name: String
  /// Looks at all files at once, because some rules compare files.
  let check: @Sendable ([SourceFile]) -> [Finding]
  /// A tiny tree that breaks the rule.
  let bad: [SourceFile]
  /// The same, put right.
  let good: [SourceFile]

  var testDescription: String { name }

  /// Every rule there is; a new one is added here and nowhere else.
  static let all: [TidyRule] = [
    .importLaw, .importRooms, .layerOrder, .floorOrder, .folderCycles,
    .uniqueNames, .policyTests, .mirroredTests, .preparedSQL, .listedSQL,
    .fileNames, .bannedFileNames, .unusedFiles,
    .fileLength, .functionLength, .openingComment,
    .protocolSize, .storeTypeMethods, .storeTypeProperties, .columnNumbers,
    .documented,
    .bannedWords, .looseTasks, .swallowedStoreErrors, .printing, .exiting, .entryNames, .undatedPromises,
    .testAttribute, .sleepingTests,
  ]
}
