/**
 * Answer scales in words, lowest first. "|" parts spellings of the same answer. A scale of n answers counts 1 to n.
 * Data table: long on purpose.
 */
export const WORDED_SCALES: readonly (readonly string[])[] = [
  // satisfaction
  [
    "very dissatisfied|very unsatisfied|extremely dissatisfied|completely dissatisfied",
    "dissatisfied|unsatisfied|somewhat dissatisfied",
    "neutral|neither satisfied nor dissatisfied|ok|okay",
    "satisfied|somewhat satisfied",
    "very satisfied|extremely satisfied|completely satisfied",
  ],
  [
    "extremely dissatisfied|completely dissatisfied",
    "moderately dissatisfied|dissatisfied",
    "slightly dissatisfied|somewhat dissatisfied",
    "neither satisfied nor dissatisfied|neutral",
    "slightly satisfied|somewhat satisfied",
    "moderately satisfied|satisfied",
    "extremely satisfied|completely satisfied",
  ],
  [
    "非常不满意|很不满意|十分不满意|极不满意",
    "不满意|不太满意|比较不满意",
    "一般|中立|还行|普通|还可以",
    "满意|比较满意|基本满意",
    "非常满意|很满意|十分满意|极其满意",
  ],
  [
    "sehr unzufrieden",
    "unzufrieden|eher unzufrieden",
    "neutral|teils teils|weder noch|weder zufrieden noch unzufrieden",
    "zufrieden|eher zufrieden",
    "sehr zufrieden",
  ],
  [
    "très insatisfait|pas du tout satisfait",
    "insatisfait|peu satisfait",
    "neutre|ni satisfait ni insatisfait",
    "satisfait|plutôt satisfait",
    "très satisfait",
  ],
  ["muy insatisfecho", "insatisfecho", "neutral|ni satisfecho ni insatisfecho", "satisfecho", "muy satisfecho"],
  // agreement
  [
    "strongly disagree|completely disagree|totally disagree",
    "disagree|somewhat disagree",
    "neutral|neither agree nor disagree|undecided",
    "agree|somewhat agree",
    "strongly agree|completely agree|totally agree",
  ],
  [
    "strongly disagree|completely disagree",
    "disagree|mostly disagree",
    "somewhat disagree|slightly disagree",
    "neither agree nor disagree|neutral|undecided",
    "somewhat agree|slightly agree",
    "agree|mostly agree",
    "strongly agree|completely agree",
  ],
  [
    "非常不同意|很不同意|完全不同意|强烈反对",
    "不同意|不太同意|比较不同意",
    "一般|中立|不确定",
    "同意|比较同意|基本同意",
    "非常同意|很同意|完全同意",
  ],
  [
    "stimme überhaupt nicht zu|stimme gar nicht zu",
    "stimme nicht zu|stimme eher nicht zu",
    "neutral|teils teils|weder noch",
    "stimme zu|stimme eher zu",
    "stimme voll und ganz zu|stimme voll zu|stimme völlig zu",
  ],
  // ease
  [
    "very difficult|extremely difficult|very hard",
    "difficult|somewhat difficult|hard",
    "neutral|neither easy nor difficult",
    "easy|somewhat easy",
    "very easy|extremely easy",
  ],
  [
    "very difficult|extremely difficult",
    "difficult|moderately difficult",
    "somewhat difficult|slightly difficult",
    "neutral|neither easy nor difficult",
    "somewhat easy|slightly easy",
    "easy|moderately easy",
    "very easy|extremely easy",
  ],
  ["非常困难|很困难|非常难", "困难|比较困难|难", "一般", "容易|比较容易|简单", "非常容易|很容易|非常简单"],
  [
    "sehr schwierig|sehr schwer",
    "schwierig|schwer|eher schwierig",
    "neutral|weder noch",
    "einfach|leicht|eher einfach",
    "sehr einfach|sehr leicht",
  ],
  // quality
  [
    "very poor|very bad|terrible|awful",
    "poor|bad",
    "fair|average|ok|okay|neutral",
    "good",
    "very good|excellent|great",
  ],
  ["poor|bad", "fair", "good", "very good", "excellent|outstanding"],
  ["非常差|很差|极差", "差|较差|比较差", "一般|普通|中等", "好|较好|比较好", "非常好|很好|优秀|极好"],
  [
    "sehr schlecht|mangelhaft",
    "schlecht|ausreichend",
    "mittel|mittelmäßig|befriedigend|neutral",
    "gut",
    "sehr gut|ausgezeichnet",
  ],
  // likelihood
  [
    "very unlikely|extremely unlikely|definitely not",
    "unlikely|somewhat unlikely|probably not",
    "neutral|neither likely nor unlikely|unsure|might or might not",
    "likely|somewhat likely|probably",
    "very likely|extremely likely|definitely",
  ],
  [
    "非常不可能|肯定不会|一定不会",
    "不太可能|不可能|可能不会",
    "不确定|一般",
    "可能|比较可能|可能会",
    "非常可能|肯定会|一定会",
  ],
  // expectations
  [
    "far below expectations|much worse than expected",
    "below expectations|worse than expected",
    "met expectations|meets expectations|as expected",
    "exceeded expectations|exceeds expectations|better than expected|above expectations",
    "far exceeded expectations|far exceeds expectations|much better than expected|far above expectations",
  ],
  // how disappointed (product–market fit)
  ["not disappointed|not at all disappointed", "somewhat disappointed", "very disappointed"],
  // three and two answers
  ["dissatisfied|unsatisfied|unhappy|sad", "neutral|ok|okay", "satisfied|happy"],
  ["negative", "neutral|mixed", "positive"],
  ["差评", "中评", "好评"],
  ["bad|thumbs down|👎|not helpful|unhelpful|😞|🙁|☹", "good|thumbs up|👍|helpful|😀|🙂|😊"],
  ["schlecht", "gut"],
  ["不满意", "满意"],
]

/** Faces from sad to happy. */
export const FACES: readonly string[] = ["😡😠🤬", "😞🙁☹😟", "😐😑", "🙂😊", "😀😃😄😍🤩"]
