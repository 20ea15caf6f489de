import { spoken } from "../../../survey/languages.ts"

type Words = {
  begin: string
  open: string
  again: (subject: string) => string
  reminded: string
  why: (organization: string) => string
  unsubscribe: string
}

/** What the program itself says in a letter: in the languages of the survey pages, else in English. */
export const wordsFor = (language: string): Words => spoken(words, language)

const words: { en: Words } & Record<string, Words> = {
  en: {
    begin: "Begin",
    open: "Open it as a page",
    again: (subject) => `Reminder: ${subject}`,
    reminded: "A short reminder: we would still like to hear from you.",
    why: (organization) => `You get this because you are a customer of ${organization}. Answering is up to you.`,
    unsubscribe: "Ask me no more",
  },
  "zh-CN": {
    begin: "开始",
    open: "在网页中打开",
    again: (subject) => `提醒：${subject}`,
    reminded: "温馨提醒：我们仍然期待听到您的意见。",
    why: (organization) => `您收到此邮件，是因为您是 ${organization} 的客户。是否回答由您决定。`,
    unsubscribe: "不再询问我",
  },
  ar: {
    begin: "ابدأ",
    open: "فتح كصفحة",
    again: (subject) => `تذكير: ${subject}`,
    reminded: "تذكير قصير: ما زلنا نود سماع رأيك.",
    why: (organization) => `تصلك هذه الرسالة لأنك من عملاء ${organization}. الإجابة متروكة لك.`,
    unsubscribe: "لا تسألوني بعد الآن",
  },
  de: {
    begin: "Beginnen",
    open: "Als Seite öffnen",
    again: (subject) => `Erinnerung: ${subject}`,
    reminded: "Eine kurze Erinnerung: Wir würden weiterhin gern von Ihnen hören.",
    why: (organization) =>
      `Sie erhalten diese Nachricht, weil Sie Kunde von ${organization} sind. Ob Sie antworten, entscheiden Sie.`,
    unsubscribe: "Nicht mehr fragen",
  },
  es: {
    begin: "Empezar",
    open: "Abrir como página",
    again: (subject) => `Recordatorio: ${subject}`,
    reminded: "Un breve recordatorio: todavía nos gustaría conocer su opinión.",
    why: (organization) => `Recibe este mensaje porque es cliente de ${organization}. Responder es cosa suya.`,
    unsubscribe: "No me pregunten más",
  },
  fr: {
    begin: "Commencer",
    open: "Ouvrir dans une page",
    again: (subject) => `Rappel : ${subject}`,
    reminded: "Un petit rappel : nous aimerions toujours avoir votre avis.",
    why: (organization) =>
      `Vous recevez ce message parce que vous êtes client de ${organization}. Vous êtes libre de répondre ou non.`,
    unsubscribe: "Ne plus me solliciter",
  },
  he: {
    begin: "להתחיל",
    open: "לפתוח כדף",
    again: (subject) => `תזכורת: ${subject}`,
    reminded: "תזכורת קצרה: עדיין נשמח לשמוע ממך.",
    why: (organization) => `הודעה זו נשלחה אליך כלקוח של ${organization}. ההחלטה אם לענות היא שלך.`,
    unsubscribe: "לא לשאול אותי יותר",
  },
  ja: {
    begin: "はじめる",
    open: "ページで開く",
    again: (subject) => `再度のご案内：${subject}`,
    reminded: "再度のご案内です。引き続きご意見をお待ちしています。",
    why: (organization) => `このメールは ${organization} のお客様にお送りしています。回答は任意です。`,
    unsubscribe: "今後アンケートを受け取らない",
  },
  pt: {
    begin: "Começar",
    open: "Abrir como página",
    again: (subject) => `Lembrete: ${subject}`,
    reminded: "Um breve lembrete: ainda gostaríamos de conhecer a sua opinião.",
    why: (organization) => `Recebe esta mensagem porque é cliente de ${organization}. Responder é uma escolha sua.`,
    unsubscribe: "Não me perguntem mais",
  },
}
