/** Given and family names by where people live; combined at random, they are nobody in particular. */
export const westernNames: Record<"us" | "uk" | "se" | "au", { given: readonly string[]; family: readonly string[] }> =
  {
    us: {
      given:
        "Ashley Marcus Brianna Tyler Keisha Jamal Sofia Diego Camila Luis Megan Kyle Priya Arjun Anh Minh Hannah Josh Destiny Andre Rachel Noah Emily Carlos Rosa Ethan Grace Olivia Jin Soo-ah Aaron Leila Omar Fatima Walter Dolores Ruth Eugene Tamika Darnell Naomi Elijah Paige Gavin Monique Isaac Yolanda Hector Bianca Wendell".split(
          " ",
        ),
      family:
        "Johnson Ramirez Nguyen Patel Washington Kim O'Connor Garcia Cohen Miller Jackson Lopez Tran Kaminski Rossi Hernandez Brooks Begay Singh Park Schultz Rivera Coleman Foster Haddad Okafor Murphy Castillo Bennett Hayes Pham Larson Novak Ortiz Sanders Watkins Delgado Pruitt Yazzie Abdi".split(
          " ",
        ),
    },
    uk: {
      given:
        "Oliver Amelia Callum Niamh Aoife Sean Harriet George Poppy Imran Aisha Rhys Cerys Fiona Hamish Dev Zara Kwame Abena Tom Lucy Maureen Derek Siobhan Ewan Gemma Nigel Shanice Tomasz Agnieszka".split(
          " ",
        ),
      family:
        "Smith Hughes Begum Khan MacLeod Kelly Byrne Davies Patel Wright Mensah Kowalski Fraser Walsh Ali Turner Owusu Baker Thompson Gallagher Rees Hargreaves Nowak Choudhury Pritchard Doyle".split(
          " ",
        ),
    },
    se: {
      given:
        "Astrid Lars Freja Mikkel Ingrid Erik Saga Nils Maja Elin Ole Kari Henrik Liv Aino Mikko Amina Yusuf Signe Anders".split(
          " ",
        ),
      family:
        "Andersson Nielsen Johansen Virtanen Lindberg Hansen Karlsson Dahl Berg Korhonen Ahmed Nyström Holm Eriksen Lund Sørensen Hassan Björk".split(
          " ",
        ),
    },
    au: {
      given:
        "Jack Chloe Mia Lachlan Isla Cooper Ruby Hamish Tane Aroha Wei Priyanka Georgia Declan Matilda Angus Yuki Bao Kirra Ravi".split(
          " ",
        ),
      family:
        "Williams Nguyen Taylor Papadopoulos Singh Walker Tamati Chen Harris Ngata Kelly Martin Rossi Sharma Evans Clarke Ioane Dunn".split(
          " ",
        ),
    },
  }

/** Family names and given names with their Latin spelling, which the e-mail address is made of. */
export const chineseFamily =
  "王 wang 李 li 张 zhang 刘 liu 陈 chen 杨 yang 黄 huang 赵 zhao 吴 wu 周 zhou 徐 xu 孙 sun 马 ma 朱 zhu 胡 hu 郭 guo 何 he 林 lin 罗 luo 梁 liang 郑 zheng 谢 xie 宋 song 唐 tang 许 xu 韩 han 冯 feng 邓 deng 曹 cao 彭 peng 曾 zeng 萧 xiao 田 tian 董 dong 潘 pan 袁 yuan 蔡 cai 蒋 jiang 余 yu 于 yu 杜 du 叶 ye 程 cheng 苏 su 魏 wei 吕 lü 丁 ding 任 ren 沈 shen 欧阳 ouyang"
    .split(" ")
    .reduce<[string, string][]>(pairs, [])
export const chineseGiven =
  "伟 wei 芳 fang 娜 na 敏 min 静 jing 丽 li 强 qiang 磊 lei 军 jun 洋 yang 勇 yong 艳 yan 杰 jie 娟 juan 涛 tao 明 ming 超 chao 秀英 xiuying 霞 xia 平 ping 刚 gang 桂英 guiying 子涵 zihan 浩然 haoran 欣怡 xinyi 梓轩 zixuan 雨桐 yutong 思远 siyuan 嘉怡 jiayi 文博 wenbo 晓燕 xiaoyan 建国 jianguo 佳琪 jiaqi 一诺 yinuo 志强 zhiqiang 海燕 haiyan 俊杰 junjie 雪梅 xuemei 天宇 tianyu 诗涵 shihan 宇航 yuhang 晨曦 chenxi 婷婷 tingting 国栋 guodong 玉兰 yulan 小龙 xiaolong 若曦 ruoxi 家豪 jiahao 慧敏 huimin 泽宇 zeyu"
    .split(" ")
    .reduce<[string, string][]>(pairs, [])

function pairs(sofar: [string, string][], word: string, index: number): [string, string][] {
  if (index % 2 === 0) sofar.push([word, ""])
  else sofar[sofar.length - 1]![1] = word
  return sofar
}

/** Who answers at the contact centre, by desk. */
export const agents: Record<"Columbus" | "Leeds" | "Suzhou", readonly string[]> = {
  Columbus: ["Dana", "Luis", "Tasha", "Kevin", "Marisol", "Brent", "Joy", "Amir", "Shelby", "Terrence"],
  Leeds: ["Gemma", "Raj", "Hollie", "Stuart", "Amara", "Lewis"],
  Suzhou: ["小林", "小周", "阿敏", "小徐", "小何", "佳佳", "小吴", "小钱"],
}

/** How the Suzhou desk signs in English, in the order of its names above. */
export const suzhouInEnglish: readonly string[] = ["Lin", "Zoe", "Amy", "Leo", "Helen", "Jojo", "Kevin", "Ethan"]

/** A few businesses that bought more than one. */
export const accounts = [
  "Harbour Hotels",
  "Linden Dental Group",
  "Fjord Coworking",
  "Little Acorns Nurseries",
  "Meridian Yoga",
  "云栖民宿",
  "蓝鲸托育中心",
  "Redgum Veterinary",
] as const
