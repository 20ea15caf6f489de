/** What a column can be, besides a score, an attribute or nothing. */
export const FIELDS = [
  "externalId",
  "occurredAt",
  "text",
  "language",
  "person.externalId",
  "person.anonymousId",
  "person.email",
  "person.phone",
  "person.name",
  "person.role",
  "account",
  "product",
  "component",
  "version",
  "batch",
  "region",
  "channel",
  "touchpoint",
  "journeyStep",
  "kind",
  "businessUnit",
] as const
export type Field = (typeof FIELDS)[number]

type Names = {
  /** The whole name, in its normal form (see normalName). Best first: earlier names win a tie. */
  exact: string
  /** Words that may stand anywhere in the name. */
  within?: string
  /** Words that speak against it. */
  against?: string
}

/** Names that columns go by in exports, in English, Chinese, German and some French and Spanish; "|" parts them. */
export const FIELD_NAMES: Readonly<Record<Field, Names>> = {
  externalId: {
    exact:
      "response id|responseid|ticket id|feedback id|review id|case id|case number|ticket number|external id|submission id|survey response id|complaint id|odi number|conversation id|event id|record id|message id|uuid|guid|id|key|number|no|nr|编号|工单号|工单编号|反馈编号|答卷编号|序号|记录编号|单号|ticketnummer|vorgangsnummer|vorgang|fallnummer|antwort id|lfd nr|identifiant",
    against: "customer|user|person|contact|product|order|phone|brand|group|form|agent|assignee",
  },
  occurredAt: {
    exact:
      "occurred at|created at|created|date filed|submitted at|submitted|submission date|submit date|response date|recorded date|received at|date received|review date|review submit date and time|ticket created|creation date|date created|feedback date|survey date|completed at|completed|timestamp|datetime|date time|date|time|when|day|发生时间|创建时间|提交时间|反馈时间|评论时间|评价时间|提交答卷时间|填写时间|投诉日期|投诉时间|日期|时间|erstellt am|erstellt|eingegangen am|eingangsdatum|eingang|erfassungsdatum|datum|zeitpunkt|zeitstempel|zeit|date de création|fecha",
    within: "created|submitted|filed|received|recorded|date|timestamp|日期|时间|datum",
    against:
      "incident|birth|modified|updated|closed|due|synced|start|end|last|first|expiry|expires|purchase|ship|resolved|birthday|duration|millis|zone|出生|修改|更新|关闭|购买|完成|geburt|geändert|kauf",
  },
  text: {
    exact:
      "text|comment|comments|feedback|feedback text|review text|review|verbatim|message|body|description|summary|narrative|complaint|consumer complaint narrative|remark|remarks|note|notes|content|answer|open answer|free text|suggestion|suggestions|reason|评论|评论内容|评价|评价内容|反馈|反馈内容|意见|意见建议|内容|留言|建议|投诉内容|描述|问题描述|备注|原因|kommentar|kommentare|bemerkung|bemerkungen|anmerkung|anmerkungen|freitext|rückmeldung|beschreibung|nachricht|commentaire|comentario",
    within:
      "comment|comments|feedback|verbatim|text|description|narrative|free text|remarks|why|tell us|improve|评论|反馈|意见|建议|描述|kommentar|freitext|bemerkung|warum",
    against: "id|date|url|link|type|status|count|language|topics|developer|reply",
  },
  language: {
    exact: "language|lang|locale|user language|reviewer language|语言|语种|sprache|benutzersprache|langue|idioma",
  },
  "person.externalId": {
    exact:
      "customer id|customer number|customer no|user id|userid|person id|contact id|respondent id|recipient id|requester id|client id|member id|author id|owner id|patient id|external reference|external data reference|distinct id|participant id|客户编号|客户id|客户号|用户id|用户编号|会员号|会员编号|kundennummer|kunden nr|kundennr|kunden id|benutzer id|nutzer id|teilnehmer",
    against: "email",
  },
  "person.anonymousId": {
    exact: "anonymous id|anonymousid|visitor id|device id|cookie id|session id|匿名id|设备id|设备编号",
  },
  "person.email": {
    exact:
      "email|e mail|email address|mail|customer email|user email|recipient email|contact email|requester email|recipientemail|邮箱|电子邮箱|电子邮件|邮件地址|e mail adresse|emailadresse|e mail des empfängers|correo",
    within: "email|e mail|邮箱",
  },
  "person.phone": {
    exact:
      "phone|phone number|telephone|mobile|mobile phone|cell|caller|caller id|ani|手机|手机号|手机号码|电话|联系电话|电话号码|telefon|telefonnummer|handy|rufnummer|mobil|téléphone",
    within: "phone|手机|电话|telefon",
    against: "model|type|brand|os",
  },
  "person.name": {
    exact:
      "customer name|full name|name|person|customer|contact|contact name|respondent|reviewer|author|user name|username|requester|client name|姓名|客户姓名|客户|客户名称|用户名|用户|联系人|昵称|kunde|kundenname|vollständiger name|nachname|nom",
    against: "product|app|file|event|account|company|component|unit|store|package|survey",
  },
  "person.role": { exact: "person role|customer role|user role|客户角色|rolle" },
  account: {
    exact:
      "account|account name|company|company name|organization|organisation|organization name|customer company|employer|公司|公司名称|企业|企业名称|单位|客户公司|firma|firmenname|unternehmen|organisation name|société|empresa",
    within: "account name|company name|公司|firma",
    against: "id|type|response|public",
  },
  product: {
    exact:
      "product|product name|product line|model|model name|item|item name|sku|app|app name|package name|device|product id|clothing id|class name|article|产品|产品名称|商品|商品名称|型号|产品型号|机型|品名|应用|produkt|produktname|artikel|modell|gerät|produit|producto",
    within: "product|产品|produkt",
    against: "type|category|date|version|year|code|sub|count|rating|score|manufacturer",
  },
  component: {
    exact:
      "component|components|part|part name|module|subsystem|feature|feature area|sub product|failed part|issue|affected part|部件|组件|零件|零部件|模块|功能|配件|故障部件|komponente|bauteil|baugruppe|teil|modul|funktion|ersatzteil|composant|pieza",
    within: "component|部件|组件|bauteil|komponente",
    against: "number|count|number of",
  },
  version: {
    exact:
      "version|app version|app version name|app version code|software version|firmware|firmware version|release|build|revision|model year|generation|版本|版本号|软件版本|固件版本|年款|modelljahr|softwarestand|ausführung",
    within: "version|firmware|版本",
    against: "os|browser|sdk|android|ios|lib|api",
  },
  batch: {
    exact:
      "batch|batch number|batch no|batch id|lot|lot number|lot no|production batch|production lot|批次|批号|批次号|生产批次|charge|chargennummer|los|losnummer|fertigungslos|lote",
    within: "batch|lot number|批次|批号|charge",
  },
  region: {
    exact:
      "region|country|market|state|city|location|province|territory|area|site|store|branch|country code|mp country code|地区|区域|国家|省份|省|城市|市场|门店|大区|land|standort|ort|stadt|bundesland|markt|filiale|pays|país",
    against: "id",
  },
  channel: {
    exact:
      "channel|contact channel|source|medium|via|via channel|origin|submitted via|distribution channel|collection mode|platform|渠道|来源|反馈渠道|联系渠道|途径|kanal|kontaktkanal|quelle|verteilungskanal|herkunft|canal",
    within: "channel|渠道|kanal",
    against: "id|allow",
  },
  touchpoint: {
    exact:
      "touchpoint|touch point|contact point|moment|interaction|survey name|survey|survey id|触点|接触点|环节|场景|kontaktpunkt|berührungspunkt",
    against: "count",
  },
  journeyStep: { exact: "journey step|step|journey stage|stage|旅程步骤|旅程阶段|阶段|步骤|schritt|phase" },
  kind: {
    exact:
      "kind|interaction type|feedback type|contact type|record type|ticket type|类型|反馈类型|工单类型|art|typ|vorgangsart|type",
  },
  businessUnit: {
    exact:
      "business unit|businessunit|bu|division|division name|department|department name|business line|事业部|部门|业务线|业务单元|geschäftsbereich|sparte|bereich|abteilung|division métier",
  },
}

/** Metrics by the words of a column's name or question, most telling first. */
export const METRIC_NAMES: readonly (readonly [metric: string, words: string])[] = [
  [
    "nps",
    "nps|net promoter|recommend|likelihood to recommend|推荐|净推荐|weiterempfehlen|weiterempfehlung|empfehlen|recommander|recommended ind",
  ],
  ["ces", "ces|customer effort|effort|made it easy|easy to handle|费力|费力度|aufwand"],
  ["ease", "ease|ease of use|ease of doing business|easy|easy to use|易用|易用性|便捷|容易|einfach|bedienbarkeit"],
  ["quality", "quality|质量|品质|qualität|qualité"],
  ["value", "value for money|value|price performance|性价比|价值|preis leistung"],
  ["expectations", "expectations|expectation|期望|预期|erwartung|erwartungen"],
  [
    "csat",
    "csat|satisfaction|satisfied|satisfaction rating|满意度|满意|zufriedenheit|zufrieden|satisfaction client|satisfacción",
  ],
  [
    "rating",
    "rating|ratings|star rating|stars|star|overall rating|score|rating value|overall score|评分|星级|打分|分数|得分|bewertung|sterne|punkte|punktzahl|gesamtbewertung|puntuación",
  ],
]

/** Lower case, camelCase and signs as blanks, so that createdAt, created_at and "Created at:" are one name. */
export function normalName(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
}

/** Whether one of the words (parted by "|") stands in a normal name: Latin words as a whole, Chinese ones anywhere. */
export function containsWord(normal: string, words: string): boolean {
  const padded = ` ${normal} `
  return words.split("|").some((w) => (/\p{Script=Han}/u.test(w) ? normal.includes(w) : padded.includes(` ${w} `)))
}
