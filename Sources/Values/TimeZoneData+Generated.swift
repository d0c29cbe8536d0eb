// The IANA time zone database, version 2026f, in a compact form. Written by `swift run generate-grammar --time-zones`
// from the machine's own database (package tzdata); `make time-zones` does it.
//
// `names`: one zone a line, sorted by bytes: its name and the number of its line in `zones`. `zones`: the offsets in seconds
// that the zone has had, the rule that holds after its last transition, and its transitions (see TimeZones.swift).

// swift-format-ignore
extension TimeZoneTable {
  /// Version of the IANA time zone database. Pinned in the header of a program.
  package static let version = "2026f"

  static let names: StaticString = """
    Africa/Abidjan 0
    Africa/Accra 1
    Africa/Addis_Ababa 2
    Africa/Algiers 3
    Africa/Asmara 4
    Africa/Asmera 5
    Africa/Bamako 6
    Africa/Bangui 7
    Africa/Banjul 8
    Africa/Bissau 9
    Africa/Blantyre 10
    Africa/Brazzaville 11
    Africa/Bujumbura 12
    Africa/Cairo 13
    Africa/Casablanca 14
    Africa/Ceuta 15
    Africa/Conakry 16
    Africa/Dakar 17
    Africa/Dar_es_Salaam 18
    Africa/Djibouti 19
    Africa/Douala 20
    Africa/El_Aaiun 21
    Africa/Freetown 22
    Africa/Gaborone 23
    Africa/Harare 24
    Africa/Johannesburg 25
    Africa/Juba 26
    Africa/Kampala 27
    Africa/Khartoum 28
    Africa/Kigali 29
    Africa/Kinshasa 30
    Africa/Lagos 31
    Africa/Libreville 32
    Africa/Lome 33
    Africa/Luanda 34
    Africa/Lubumbashi 35
    Africa/Lusaka 36
    Africa/Malabo 37
    Africa/Maputo 38
    Africa/Maseru 39
    Africa/Mbabane 40
    Africa/Mogadishu 41
    Africa/Monrovia 42
    Africa/Nairobi 5
    Africa/Ndjamena 43
    Africa/Niamey 44
    Africa/Nouakchott 45
    Africa/Ouagadougou 46
    Africa/Porto-Novo 47
    Africa/Sao_Tome 48
    Africa/Timbuktu 0
    Africa/Tripoli 49
    Africa/Tunis 50
    Africa/Windhoek 51
    America/Adak 52
    America/Anchorage 53
    America/Anguilla 54
    America/Antigua 55
    America/Araguaina 56
    America/Argentina/Buenos_Aires 57
    America/Argentina/Catamarca 58
    America/Argentina/ComodRivadavia 58
    America/Argentina/Cordoba 59
    America/Argentina/Jujuy 60
    America/Argentina/La_Rioja 61
    America/Argentina/Mendoza 62
    America/Argentina/Rio_Gallegos 63
    America/Argentina/Salta 64
    America/Argentina/San_Juan 65
    America/Argentina/San_Luis 66
    America/Argentina/Tucuman 67
    America/Argentina/Ushuaia 68
    America/Aruba 69
    America/Asuncion 70
    America/Atikokan 71
    America/Atka 52
    America/Bahia 72
    America/Bahia_Banderas 73
    America/Barbados 74
    America/Belem 75
    America/Belize 76
    America/Blanc-Sablon 77
    America/Boa_Vista 78
    America/Bogota 79
    America/Boise 80
    America/Buenos_Aires 57
    America/Cambridge_Bay 81
    America/Campo_Grande 82
    America/Cancun 83
    America/Caracas 84
    America/Catamarca 58
    America/Cayenne 85
    America/Cayman 86
    America/Chicago 87
    America/Chihuahua 88
    America/Ciudad_Juarez 89
    America/Coral_Harbour 90
    America/Cordoba 59
    America/Costa_Rica 91
    America/Coyhaique 92
    America/Creston 93
    America/Cuiaba 94
    America/Curacao 95
    America/Danmarkshavn 96
    America/Dawson 97
    America/Dawson_Creek 98
    America/Denver 99
    America/Detroit 100
    America/Dominica 101
    America/Edmonton 102
    America/Eirunepe 103
    America/El_Salvador 104
    America/Ensenada 105
    America/Fort_Nelson 106
    America/Fort_Wayne 107
    America/Fortaleza 108
    America/Glace_Bay 109
    America/Godthab 110
    America/Goose_Bay 111
    America/Grand_Turk 112
    America/Grenada 113
    America/Guadeloupe 114
    America/Guatemala 115
    America/Guayaquil 116
    America/Guyana 117
    America/Halifax 118
    America/Havana 119
    America/Hermosillo 120
    America/Indiana/Indianapolis 107
    America/Indiana/Knox 121
    America/Indiana/Marengo 122
    America/Indiana/Petersburg 123
    America/Indiana/Tell_City 124
    America/Indiana/Vevay 125
    America/Indiana/Vincennes 126
    America/Indiana/Winamac 127
    America/Indianapolis 107
    America/Inuvik 128
    America/Iqaluit 129
    America/Jamaica 130
    America/Jujuy 60
    America/Juneau 131
    America/Kentucky/Louisville 132
    America/Kentucky/Monticello 133
    America/Knox_IN 121
    America/Kralendijk 134
    America/La_Paz 135
    America/Lima 136
    America/Los_Angeles 137
    America/Louisville 132
    America/Lower_Princes 134
    America/Maceio 138
    America/Managua 139
    America/Manaus 140
    America/Marigot 134
    America/Martinique 141
    America/Matamoros 142
    America/Mazatlan 143
    America/Mendoza 62
    America/Menominee 144
    America/Merida 145
    America/Metlakatla 146
    America/Mexico_City 147
    America/Miquelon 148
    America/Moncton 149
    America/Monterrey 150
    America/Montevideo 151
    America/Montreal 152
    America/Montserrat 153
    America/Nassau 154
    America/New_York 155
    America/Nipigon 152
    America/Nome 156
    America/Noronha 157
    America/North_Dakota/Beulah 158
    America/North_Dakota/Center 159
    America/North_Dakota/New_Salem 160
    America/Nuuk 110
    America/Ojinaga 161
    America/Panama 90
    America/Pangnirtung 129
    America/Paramaribo 162
    America/Phoenix 163
    America/Port-au-Prince 164
    America/Port_of_Spain 165
    America/Porto_Acre 166
    America/Porto_Velho 167
    America/Puerto_Rico 134
    America/Punta_Arenas 168
    America/Rainy_River 169
    America/Rankin_Inlet 170
    America/Recife 171
    America/Regina 172
    America/Resolute 173
    America/Rio_Branco 166
    America/Rosario 59
    America/Santa_Isabel 105
    America/Santarem 174
    America/Santiago 175
    America/Santo_Domingo 176
    America/Sao_Paulo 177
    America/Scoresbysund 178
    America/Shiprock 99
    America/Sitka 179
    America/St_Barthelemy 134
    America/St_Johns 180
    America/St_Kitts 181
    America/St_Lucia 182
    America/St_Thomas 183
    America/St_Vincent 184
    America/Swift_Current 185
    America/Tegucigalpa 186
    America/Thule 187
    America/Thunder_Bay 152
    America/Tijuana 105
    America/Toronto 152
    America/Tortola 188
    America/Vancouver 189
    America/Virgin 134
    America/Whitehorse 190
    America/Winnipeg 169
    America/Yakutat 191
    America/Yellowknife 102
    Antarctica/Casey 192
    Antarctica/Davis 193
    Antarctica/DumontDUrville 194
    Antarctica/Macquarie 195
    Antarctica/Mawson 196
    Antarctica/McMurdo 197
    Antarctica/Palmer 198
    Antarctica/Rothera 199
    Antarctica/South_Pole 200
    Antarctica/Syowa 201
    Antarctica/Troll 202
    Antarctica/Vostok 203
    Arctic/Longyearbyen 204
    Asia/Aden 205
    Asia/Almaty 206
    Asia/Amman 207
    Asia/Anadyr 208
    Asia/Aqtau 209
    Asia/Aqtobe 210
    Asia/Ashgabat 211
    Asia/Ashkhabad 211
    Asia/Atyrau 212
    Asia/Baghdad 213
    Asia/Bahrain 214
    Asia/Baku 215
    Asia/Bangkok 216
    Asia/Barnaul 217
    Asia/Beirut 218
    Asia/Bishkek 219
    Asia/Brunei 220
    Asia/Calcutta 221
    Asia/Chita 222
    Asia/Choibalsan 223
    Asia/Chongqing 224
    Asia/Chungking 224
    Asia/Colombo 225
    Asia/Dacca 226
    Asia/Damascus 227
    Asia/Dhaka 226
    Asia/Dili 228
    Asia/Dubai 229
    Asia/Dushanbe 230
    Asia/Famagusta 231
    Asia/Gaza 232
    Asia/Harbin 224
    Asia/Hebron 233
    Asia/Ho_Chi_Minh 234
    Asia/Hong_Kong 235
    Asia/Hovd 236
    Asia/Irkutsk 237
    Asia/Istanbul 238
    Asia/Jakarta 239
    Asia/Jayapura 240
    Asia/Jerusalem 241
    Asia/Kabul 242
    Asia/Kamchatka 243
    Asia/Karachi 244
    Asia/Kashgar 245
    Asia/Kathmandu 246
    Asia/Katmandu 246
    Asia/Khandyga 247
    Asia/Kolkata 221
    Asia/Krasnoyarsk 248
    Asia/Kuala_Lumpur 249
    Asia/Kuching 250
    Asia/Kuwait 251
    Asia/Macao 252
    Asia/Macau 252
    Asia/Magadan 253
    Asia/Makassar 254
    Asia/Manila 255
    Asia/Muscat 256
    Asia/Nicosia 257
    Asia/Novokuznetsk 258
    Asia/Novosibirsk 259
    Asia/Omsk 260
    Asia/Oral 261
    Asia/Phnom_Penh 262
    Asia/Pontianak 263
    Asia/Pyongyang 264
    Asia/Qatar 265
    Asia/Qostanay 266
    Asia/Qyzylorda 267
    Asia/Rangoon 268
    Asia/Riyadh 269
    Asia/Saigon 234
    Asia/Sakhalin 270
    Asia/Samarkand 271
    Asia/Seoul 272
    Asia/Shanghai 224
    Asia/Singapore 273
    Asia/Srednekolymsk 274
    Asia/Taipei 275
    Asia/Tashkent 276
    Asia/Tbilisi 277
    Asia/Tehran 278
    Asia/Tel_Aviv 241
    Asia/Thimbu 279
    Asia/Thimphu 279
    Asia/Tokyo 280
    Asia/Tomsk 281
    Asia/Ujung_Pandang 254
    Asia/Ulaanbaatar 223
    Asia/Ulan_Bator 223
    Asia/Urumqi 245
    Asia/Ust-Nera 282
    Asia/Vientiane 283
    Asia/Vladivostok 284
    Asia/Yakutsk 285
    Asia/Yangon 268
    Asia/Yekaterinburg 286
    Asia/Yerevan 287
    Atlantic/Azores 288
    Atlantic/Bermuda 289
    Atlantic/Canary 290
    Atlantic/Cape_Verde 291
    Atlantic/Faeroe 292
    Atlantic/Faroe 292
    Atlantic/Jan_Mayen 204
    Atlantic/Madeira 293
    Atlantic/Reykjavik 294
    Atlantic/South_Georgia 295
    Atlantic/St_Helena 296
    Atlantic/Stanley 297
    Australia/ACT 298
    Australia/Adelaide 299
    Australia/Brisbane 300
    Australia/Broken_Hill 301
    Australia/Canberra 298
    Australia/Currie 302
    Australia/Darwin 303
    Australia/Eucla 304
    Australia/Hobart 302
    Australia/LHI 305
    Australia/Lindeman 306
    Australia/Lord_Howe 305
    Australia/Melbourne 307
    Australia/NSW 298
    Australia/North 303
    Australia/Perth 308
    Australia/Queensland 300
    Australia/South 299
    Australia/Sydney 298
    Australia/Tasmania 302
    Australia/Victoria 307
    Australia/West 308
    Australia/Yancowinna 301
    Brazil/Acre 166
    Brazil/DeNoronha 157
    Brazil/East 177
    Brazil/West 140
    CET 309
    CST6CDT 310
    Canada/Atlantic 118
    Canada/Central 169
    Canada/Eastern 152
    Canada/Mountain 102
    Canada/Newfoundland 180
    Canada/Pacific 189
    Canada/Saskatchewan 172
    Canada/Yukon 190
    Chile/Continental 175
    Chile/EasterIsland 311
    Cuba 119
    EET 312
    EST 313
    EST5EDT 314
    Egypt 13
    Eire 315
    Etc/GMT 316
    Etc/GMT+0 316
    Etc/GMT+1 317
    Etc/GMT+10 318
    Etc/GMT+11 319
    Etc/GMT+12 320
    Etc/GMT+2 321
    Etc/GMT+3 322
    Etc/GMT+4 323
    Etc/GMT+5 313
    Etc/GMT+6 324
    Etc/GMT+7 325
    Etc/GMT+8 326
    Etc/GMT+9 327
    Etc/GMT-0 316
    Etc/GMT-1 328
    Etc/GMT-10 329
    Etc/GMT-11 330
    Etc/GMT-12 331
    Etc/GMT-13 332
    Etc/GMT-14 333
    Etc/GMT-2 334
    Etc/GMT-3 335
    Etc/GMT-4 336
    Etc/GMT-5 337
    Etc/GMT-6 338
    Etc/GMT-7 339
    Etc/GMT-8 340
    Etc/GMT-9 341
    Etc/GMT0 316
    Etc/Greenwich 316
    Etc/UCT 316
    Etc/UTC 316
    Etc/Universal 316
    Etc/Zulu 316
    Europe/Amsterdam 342
    Europe/Andorra 343
    Europe/Astrakhan 344
    Europe/Athens 345
    Europe/Belfast 346
    Europe/Belgrade 347
    Europe/Berlin 204
    Europe/Bratislava 348
    Europe/Brussels 349
    Europe/Bucharest 350
    Europe/Budapest 351
    Europe/Busingen 352
    Europe/Chisinau 353
    Europe/Copenhagen 354
    Europe/Dublin 315
    Europe/Gibraltar 355
    Europe/Guernsey 356
    Europe/Helsinki 357
    Europe/Isle_of_Man 358
    Europe/Istanbul 238
    Europe/Jersey 359
    Europe/Kaliningrad 360
    Europe/Kiev 361
    Europe/Kirov 362
    Europe/Kyiv 361
    Europe/Lisbon 363
    Europe/Ljubljana 364
    Europe/London 346
    Europe/Luxembourg 365
    Europe/Madrid 366
    Europe/Malta 367
    Europe/Mariehamn 357
    Europe/Minsk 368
    Europe/Monaco 369
    Europe/Moscow 370
    Europe/Nicosia 257
    Europe/Oslo 371
    Europe/Paris 372
    Europe/Podgorica 347
    Europe/Prague 348
    Europe/Riga 373
    Europe/Rome 374
    Europe/Samara 375
    Europe/San_Marino 374
    Europe/Sarajevo 376
    Europe/Saratov 377
    Europe/Simferopol 378
    Europe/Skopje 379
    Europe/Sofia 380
    Europe/Stockholm 381
    Europe/Tallinn 382
    Europe/Tirane 383
    Europe/Tiraspol 353
    Europe/Ulyanovsk 384
    Europe/Uzhgorod 361
    Europe/Vaduz 385
    Europe/Vatican 374
    Europe/Vienna 386
    Europe/Vilnius 387
    Europe/Volgograd 388
    Europe/Warsaw 389
    Europe/Zagreb 390
    Europe/Zaporozhye 361
    Europe/Zurich 352
    GB 346
    GB-Eire 346
    GMT 316
    GMT+0 316
    GMT-0 316
    GMT0 316
    Greenwich 316
    HST 318
    Hongkong 235
    Iceland 0
    Indian/Antananarivo 391
    Indian/Chagos 392
    Indian/Christmas 393
    Indian/Cocos 394
    Indian/Comoro 395
    Indian/Kerguelen 396
    Indian/Mahe 397
    Indian/Maldives 398
    Indian/Mauritius 399
    Indian/Mayotte 400
    Indian/Reunion 401
    Iran 278
    Israel 241
    Jamaica 130
    Japan 280
    Kwajalein 402
    Libya 49
    MET 309
    MST 325
    MST7MDT 403
    Mexico/BajaNorte 105
    Mexico/BajaSur 143
    Mexico/General 147
    NZ 200
    NZ-CHAT 404
    Navajo 99
    PRC 224
    PST8PDT 405
    Pacific/Apia 406
    Pacific/Auckland 200
    Pacific/Bougainville 407
    Pacific/Chatham 404
    Pacific/Chuuk 408
    Pacific/Easter 311
    Pacific/Efate 409
    Pacific/Enderbury 410
    Pacific/Fakaofo 411
    Pacific/Fiji 412
    Pacific/Funafuti 413
    Pacific/Galapagos 414
    Pacific/Gambier 415
    Pacific/Guadalcanal 416
    Pacific/Guam 417
    Pacific/Honolulu 418
    Pacific/Johnston 418
    Pacific/Kanton 410
    Pacific/Kiritimati 419
    Pacific/Kosrae 420
    Pacific/Kwajalein 402
    Pacific/Majuro 421
    Pacific/Marquesas 422
    Pacific/Midway 423
    Pacific/Nauru 424
    Pacific/Niue 425
    Pacific/Norfolk 426
    Pacific/Noumea 427
    Pacific/Pago_Pago 428
    Pacific/Palau 429
    Pacific/Pitcairn 430
    Pacific/Pohnpei 431
    Pacific/Ponape 416
    Pacific/Port_Moresby 432
    Pacific/Rarotonga 433
    Pacific/Saipan 434
    Pacific/Samoa 428
    Pacific/Tahiti 435
    Pacific/Tarawa 436
    Pacific/Tongatapu 437
    Pacific/Truk 432
    Pacific/Wake 438
    Pacific/Wallis 439
    Pacific/Yap 432
    Poland 389
    Portugal 363
    ROC 275
    ROK 272
    Singapore 273
    Turkey 238
    UCT 316
    US/Alaska 53
    US/Aleutian 52
    US/Arizona 163
    US/Central 87
    US/East-Indiana 107
    US/Eastern 155
    US/Hawaii 418
    US/Indiana-Starke 121
    US/Michigan 100
    US/Mountain 99
    US/Pacific 137
    US/Samoa 428
    UTC 316
    Universal 316
    W-SU 370
    WET 440
    Zulu 316
    """

  static let zones: StaticString = """
    -968,0 0 hmputkyI
    -52,0,1200,1800 0 hmth7lhUij6moiMhjksjQi0js1Qhqh0yQi0g4pQhqh0yQi0g4pQhqh0yQi0g4pQhqh0yQi0js1Qhqh0yQi0g4pQhqh0yQi\
    0g4pQhqh0yQi0g4pQhqh0yQi0js1Qhqh0yQi0g4pQhqh0yQi0g4pQhqh0yQi0g4pQhqh0yQi0js1Qhqh0yQi0g4pQhqh0yQi0g4pQhqh0yQi0g4p\
    Qhqh0yQi0js1Qhqh0yQi0g4pQhqh0yQi0g4pQhqh0yQi0g4pQhqh0yQip/ixQh0l+2Qip8ulQh0l+2QjjkgsQBkl7eDk/pKBrteD25CBrteD28CB\
    rteD25CBrteD25CBrteD25CBrte
    9288,9320,10800 10800 hlh+wmtYih+sv2nA
    732,561,0,3600,7200 3600 hl18zm5Eiy5ttpLjk+uqlBCqnADwqACyvADurACz5ADt2AC0uADssAC30ADtqACppADzwgACmsEDpmIEkswcDxz\
    cEwwEDv0YChkmADp+7ECn23cDoziACuuADmggEE+mADxiEChlsYDxiECx3EDxhc
    9332,9320,10800 10800 hl04tt4Mihryyu8M
    8836,9000,10800,9900 10800 hml//0vciy++iicBhz6eDnvrCCl/hf
    -1920,0,-3600 0 hmputlwAi064o0AB8lhE
    4460,3600 3600 hmpus/oU
    -3996,-3600,0 0 hm9t858ciop/qjU
    -3740,-3600,0 0 hmputnkQCijtpA
    8400,8470,8460,7200 7200 hmphkrhQii4qx9ajqrk/kK
    3668,3600 3600 hmputghM
    7048,7200 7200 hl04tv/Y
    7509,7200,10800 7200,10800,4,5,5,0,10,5,4,86400 hl+76ztLihlts55VBnpcCysEButcCyvEBzycCu0EB0hcCuoEB0hcCvyEBy0cCsqw\
    EBtvcCz8EBuqcCz8IBuoEC0hcBuoECz+cBuoECz+cBuoECz+cBuoEC0hcBuoECz+cBuoECz+cBurECz7cBurECz+cBurECz7cBurECz7cBurECz7\
    cBurECz+cBurECz7cBurECz7cBurECz7cBurECz+cBurECz7cBurECz7cBurECz7cBurECz+cBurECz7cBurEC76cBmsEC6zcBnzECz+cBurECz7\
    cBurECz7cBurECz7cBurECz+cBurEC0qcBt8ECz7cBurECz7cBurECz+cBurECz7cBurECz7cBurECzyYButcCz2EButcCz2EButcCz2EButcC0r\
    EButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEButcCz2EButcCz2EBt4cC0rEBsucC11EBr5cC2qEBrkcC30EBp0cCi6EBh+cCj8hEBj9cCj\
    pEBlncCpmgE
    -1820,0,3600 0 hmrlj+sci4q6m3EBmrcCpmEBmkmcCk8mEBtjcCx4oUBrmMCnmuEBmucCh5gEBozcC5zEBuhcC3iEBl/cCmgpEBh9vcC3/xEBo\
    zcC5zEBnycC36EBplcC2qEBrkcC5zMBn2ACi9ABj7ACz2ABmyACjmABnqACuuABouACjpABn/ACuuABnnACjpABpmACuuABmyACjpABqwACt5ABl\
    oACj+ABrlACt5ABkzACjpAB+mACjpAB9xACj+AB9xACjpAB9xACj+AB9xACjpAB+mACjpAB9xACj+AB9xACjpABxhc
    -1276,0,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl/jttoACyx8cButcCl9mEBwhECh0vcBv4ECx2cBwtECysABwtAChprzQBrm\
    MCnmuEBmucCh5gEBozcC5zEBuhcC3iEBl/cCmgpEDil4ECxiADxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxi\
    ADxiACxiA
    -3292,0,-3600 0 hmputm6ci064npEB71gE
    -4184,-3600,0 0 hmputn2Yi71o8tY
    9428,10800,9900 10800 hm7qn09Miv/zrhEBt9nB
    10356,10800 10800 hmo/n0wM
    2328,3600 3600 hmputhrI
    -3168,-3600,0,3600 0 hm+kx8nAihn4xv9QDhycCozcD5zECuhcD3iECl/cD/9qECozcD5zECnycD36ECplcD2qECrkcD5zMCn2ADi9ACj7ADz\
    2ACmyADjmACnqADuuACouADjpACn/ADuuACnnADjpACpmADuuACmyADjpACqwADt5ACloADj+ACrlADt5ACkzADjpAC+mADjpAC9xADj+AC9xADj\
    pAC9xADj+AC9xADjpAC+mADjpAC9xADj+AC9xADjpACxhc
    -3180,-3600,-2400,0 0 hmq7vv7MiyouopEhp/gmQiszuxQhxu+qQiszuxQhxu+qQiszuxQhxxy2QiszuxQhxu+qQiszuxQhxu+qQiszuxQh2v\
    5mQinyz1QhqwqQjij82lQ
    6220,5400,7200,10800 7200 hlwh+8hUixiu35UDhrs0GCxhc
    7452,7200 7200 hmhktx7E
    6720,5400,7200,10800 7200 hl232wqAiqs3jxIDhqqwGCxhcDxiECxhc
    7588,7200,10800 7200 hm7qn22cihk/0voEBv0cCyvEBv3cCyyEBv3cCysEBv6cCypEBv9cCymEBwgcCyjEBwmcCx9EBwpcCyvEBv3cCysEBv6\
    cCypEBwgcCyjEBwjcCygEBwmcCx9EBwpcCyvEBv6cCypEBv9cCvogUB2w2M
    7780,10800,9000,9900 10800 hm4+934cihtnu9UDzoqCBp0nf
    7808,7200,10800 7200 hm7qn2wAihk/0vvABv0cCyvEBv3cCyyEBv3cCysEBv6cCypEBv9cCymEBwgcCyjEBwmcCx9EBwpcCyvEBv3cCysEBv6\
    cCypEBwgcCyjEBwjcCygEBwmcCx9EBwpcCyvEBv6cCypEBv9cCvogUBzhqM
    7216,7200 7200 hm/vijyQ
    3672,3600 3600 hl8k6rlI
    815,0,1800,3600 3600 hmjq28mRgi6p75Pillz4+Rjlqvq9H
    2268,3600 3600 hmputhtE
    292,0 0 hl3y3xyc
    3176,3124,3600 3600 hl20ytwYiy56yyY
    6592,3600,7200 7200 hl8k6oqAi1j6u1Q
    6788,7200 7200 hmhktyvc
    2108,0,3600 3600 hmputhyEihw7yuhc
    7818,7200 7200 hmm0l1rW
    6600,7200,10800 7200 hmhkty1Yihmkvo+IBxhc
    7464,7200 7200 hmhktx6Y
    10888,10800,9000 10800 hl4r45nYihi+u6qYB76rC
    -2588,-2670,0 0 hmwl+7kcihx217uS
    3612,3600,7200 3600 hmputgjEih/3/8oMBt1c
    508,-3600,0,3600 3600 hmputjkEi064uwMD70/c
    -3828,0,-3600 0 hmputnrUi064m4MB80kE
    -364,0 0 hmputj/M
    628,0,3600 3600 hmputjgMi064rjU
    1616,-2205,0,3600 0 hlvj5/pQi6qzkqQDjxt3EChinA
    3164,3600,7200 7200 hmw/lwpEi98x7/MBnsUCh81MBn7UCh73EBo2cCjm4EB4zycCouEBxkcCxiEBxkcCxlEBxkcCxxEBw1cCxrEBxhcCw8EB\
    xkcCxlEBxkcCxiEBxkcC0lEBm7ucCxuEBw2pECthA
    2444,561,3600,7200 3600 hls0sk/Ui8h0vibj6t0ukRC0rADppACh3kADuuEC2qIDt5ACh4cD4ECvlcDxiECxzUDwwMCv0UDhh63ECt5AD0xA\
    CurADqrhACq8ADxiACxiAD0xACuoADvztACuoEDwzEC0rADt5AC0rADuuACz2A
    4104,5400,7200,10800,3600 7200 hl232y7Yiqs3g/QDhqqwGCxhcEh2yrcCv1MEz1cCuuEE0qcCt5EE0qcCuuEEz1cCuuEEz1cCuuEEz1cCu\
    uEEz1cCuuEE0qcCt5EE0qcCuuEEz1cCuuEEz1cCuuEEz1cCuuEEz1cCuuEE0qcCuuEEz1cCuuEEz1cCuuEEz1cCuuEEz1cCuuEE0qcCt5EE0qcCu\
    uEEz1cCuuEEz1cCuuEEz1cCuuE
    44002,-42398,-39600,-36000,-32400 -36000,-32400,3,2,0,7200,11,1,0,7200 hk/8l/uRi+8o3kNjhngj6zSCj8ycD5nmECxhcDxiE\
    CxhcDxiECx2cDxiECxhcDxiECxhcDmyEC7xcDrlEC2+cDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDwtEEhi4cDxh\
    cExiEDxhcExiEDxhcEvjEDzgcEvjEDz1cEuuEDz1cEuuEDz1cEvjEDzgcEvjEDzgcEvjEDz1cEuuEDz1cEuuEDz1cEvjEDzgcEvjEDzgcEvjEDzg\
    cEvjEDz1cEuuEDz1cEuuEDz1cEvjEDzgcEvjEDzgcEvjEDz1cEuuEDz1cEuuEDz1c
    50424,-35976,-36000,-32400,-28800 -32400,-28800,3,2,0,7200,11,1,0,7200 hk/8l/uRi+8ow7Xjhngj9rYCj8ycD5nmECxhcDxiE\
    CxhcDxiECx2cDxiECxhcDxiECxhcDmyEC7xcDrlEC2+cDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDwtEEhi4cDxh\
    cExiEDxhcExiEDxhcEvjEDzgcEvjEDz1cEuuEDz1cEuuEDz1cEvjEDzgcEvjEDzgcEvjEDz1cEuuEDz1cEuuEDz1cEvjEDzgcEvjEDzgcEvjEDzg\
    cEvjEDz1cEuuEDz1cEuuEDz1cEvjEDzgcEvjEDzgcEvjEDz1cEuuEDz1cEuuEDz1c
    -15136,-14400 -14400 hmpzutpA
    -14832,-18000,-14400 -14400 hmpzus/Qihkw3qjA
    -11568,-10800,-7200 -10800 hmrq09hQiw2p1tQBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBouA\
    C2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cC30EBp6cC4pEBrkcCmioEBrkcC2qEBsucC14EBt1cC1gEBsucC1gEBt4cC1gEBsucC2qEBr\
    5cC4pEBp6cCqrtEBrkc
    -14028,-15408,-14400,-10800,-7200 -10800 hl5p5qiMi3/r53Ejp+xw4QCrqcDyvECs9cD2/ECrncD2/ECrncD2/ECrncD2/ECrqcD2/EC\
    rncD2/ECrncD2/ECrncD2/ECrqcDruEChg2cDruECh9scDnhECixrcD0iECymicDnhECnmcD1sECs6cD1sECs6cD1sECv6cDxiECx2cDxiECxhcD\
    xiEEkzocDplcEvzwEDo5cE1gEDtjcE11EDsucE11EDsucE11EDtjcEv7pEDnmcE0rEDt4c
    -15788,-15408,-14400,-10800,-7200 -10800 hl5p5r5Mi3/r4gEjp+xw4QCrqcDyvECs9cD2/ECrncD2/ECrncD2/ECrncD2/ECrqcD2/EC\
    rncD2/ECrncD2/ECrncD2/ECrqcDruEChg2cDruECh9scDnhECixrcD0iECymicDnhECnmcD1sECs6cD1sECs6cD1sECv6cDxiECx2cDxiECxhcD\
    xiEEkzocDplcEvzwEDo5cE1gEDtjcE11ECsucE11IDsuYE11EDtjcCsg4EDh5EEj43cDnmc
    -15408,-14400,-10800,-7200 -10800 hmxplj5Qip+xw4QBrqcCyvEBs9cC2/EBrncC2/EBrncC2/EBrncC2/EBrqcC2/EBrncC2/EBrncC2/\
    EBrncC2/EBrqcCruEBhg2cCruEBh9scCnhEBixrcC0iEBymicCnhEBnmcC1sEBs6cC1sEBs6cC1sEBv6cCxiEBx2cCxiEBxhcCxiEDkzocCplcDv\
    zwECo5cD1gECtjcD11EBsucD11ICsuYD11ECtjcDv7pECnmcD0rECt4c
    -15672,-15408,-14400,-10800,-7200 -10800 hl5p5r1Yi3/r4jYjp+xw4QCrqcDyvECs9cD2/ECrncD2/ECrncD2/ECrncD2/ECrqcD2/EC\
    rncD2/ECrncD2/ECrncD2/ECrqcDruEChg2cDruECh9scDnhECixrcD0iECymicDnhECnmcD1sECs6cD1sECs6cD1sECv6cDxiECx2cDxiECxhcD\
    xiEEkzocDplcEvzwEDo5cE1gECtjcD2qICtjcEzhEDt4YE11EDtjcEv7pEDnmc
    -16044,-15408,-14400,-10800,-7200 -10800 hl5p5shMi3/r34Ejp+xw4QCrqcDyvECs9cD2/ECrncD2/ECrncD2/ECrncD2/ECrqcD2/EC\
    rncD2/ECrncD2/ECrncD2/ECrqcDruEChg2cDruECh9scDnhECixrcD0iECymicDnhECnmcD1sECs6cD1sECs6cD1sECv6cDxiECx2cDxiECxhcD\
    xiEEkzocDplcEvzwEDo5cE1gEDtjcE11ECsocDmpIEvxcDsucE11EDtjcCsg4EDh5EEj43cDnmc
    -16516,-15408,-14400,-10800,-7200 -10800 hl5p5swEi3/r3pMjp+xw4QCrqcDyvECs9cD2/ECrncD2/ECrncD2/ECrncD2/ECrqcD2/EC\
    rncD2/ECrncD2/ECrncD2/ECrqcDruEChg2cDruECh9scDnhECixrcD0iECymicDnhECnmcD1sECs6cD1sECs6cD1sECv6cDxiECx2cDxiECxhcD\
    xiEEkzocDplcEvzwEDo5cE1gECtjcD1jICs6cD1sECs9cE11EDtjYCr/9EDr6EEjvxcDnmc
    -16612,-15408,-14400,-10800,-7200 -10800 hl5p5szEi3/r3mMjp+xw4QCrqcDyvECs9cD2/ECrncD2/ECrncD2/ECrncD2/ECrqcD2/EC\
    rncD2/ECrncD2/ECrncD2/ECrqcDruEChg2cDruECh9scDnhECixrcD0iECymicDnhECnmcD1sECs6cD1sECs6cD1sECv6cDxiECx2cDxiECxhcD\
    xiEEkzocDplcEvzwEDo5cE1gEDtjcE11EDsucE11EDsucE11EDtjcCsg4EDh5EEj43cDnmc
    -15700,-15408,-14400,-10800,-7200 -10800 hl5p5r2Ui3/r4icjp+xw4QCrqcDyvECs9cD2/ECrncD2/ECrncD2/ECrncD2/ECrqcD2/EC\
    rncD2/ECrncD2/ECrncD2/ECrqcDruEChg2cDruECh9scDnhECixrcD0iECymicDnhECnmcD1sECs6cD1sECs6cD1sECv6cDxiECx2cDxiECxhcD\
    xiEEkzocDplcEvzwEDo5cE1gEDtjcE11ECsucE11IDsuYE11EDtjcEv7pEDnmc
    -16444,-15408,-14400,-10800,-7200 -10800 hl5p5stci3/r3rUjp+xw4QCrqcDyvECs9cD2/ECrncD2/ECrncD2/ECrncD2/ECrqcD2/EC\
    rncD2/ECrncD2/ECrncD2/ECrqcDruEChg2cDruECh9scDnhECixrcD0iECymicDnhECnmcD1sECs6cD1sECs6cD1sECv6cDxiECx2cDxiECxhcD\
    xiEEkzocDplcEvzwEDo5cE1gEDtjcE11ECsocDmpIEvxcDsucE11EDtjcCsg1EDllEEj1ucDnmc
    -15924,-15408,-14400,-10800,-7200 -10800 hl5p5r9Ui3/r37cjp+xw4QCrqcDyvECs9cD2/ECrncD2/ECrncD2/ECrncD2/ECrqcD2/EC\
    rncD2/ECrncD2/ECrncD2/ECrqcDruEChg2cDruECh9scDnhECixrcD0iECymicDnhECnmcD1sECs6cD1sECs6cD1sECv6cDxiECx2cDxiECxhcD\
    xiEEkzocDplcEvzwEDo5cE1gECuhcD0lICs6cDo0ECt9jcDllEEj1ucDihcCkwED0rECt4cD0rE
    -15652,-15408,-14400,-10800,-7200 -10800 hl5p5r1Ei3/r4kMjp+xw4QCrqcDyvECs9cD2/ECrncD2/ECrncD2/ECrncD2/ECrqcD2/EC\
    rncD2/ECrncD2/ECrncD2/ECrqcDruEChg2cDruECh9scDnhECixrcD0iECymicDnhECnmcD1sECs6cD1sECs6cD1sECv6cDxiECx2cDxiECxhcD\
    xiEEkzocDplcEvzwEDo5cE1gEDtjcE11ECsucE11IDsuYE11EDtjcCsg4EDhkEEj5scDnmcE0rEDt4c
    -16392,-15408,-14400,-10800,-7200 -10800 hl5p5ssIi3/r3tIjp+xw4QCrqcDyvECs9cD2/ECrncD2/ECrncD2/ECrncD2/ECrqcD2/EC\
    rncD2/ECrncD2/ECrncD2/ECrqcDruEChg2cDruECh9scDnhECixrcD0iECymicDnhECnmcD1sECs6cD1sECs6cD1sECv6cDxiECx2cDxiECxhcD\
    xiEEkzocDplcEvzwEDo5cE1gEDtjcE11EDsucE11EDsucE11EDtjcCsgyEDh/EEj43cDnmc
    -16824,-16200,-14400 -14400 hmpx8r5Yihx31voQ
    -13840,-14400,-10800 -10800 hm8hv9sQihmxn5lQBhzocChzsEBuncC0iEBukcC0iEBukcC0iEBxhcCxlEBxkcCxlEBxhcCxlEBxhcCxlEBx\
    hcCxlEBxkcCxlEBxhcCxlEBxhcCxlEBxhcCxlEBxkcCxlEBxhcCzkEBvicCxlEBxhcCx0EBt4cC0uEBwycCxoEBt+cC0oEBt7cC0rEBuncC0xEBt\
    jcC1gEBt4cC0rEButcCz2EButcCz2EButcC0rEBxhcCt5EB0qcCuuEBz1cCysEBt4cC0rEBt4cC0rEBt4cC1gEBtjcC1gEBtjcC1gEBwscCwtEBx\
    2cCwtEBx2cCxiEBv3cCysEBv3cCysEBv3cCysEBwscCx3EBwscCx3EBwscCysEBv3cCysEBv3cCysEBwscCx3EBwscCx3EBwscCx3EBwscCysE
    -21988,-21600,-18000 -18000 hl5u9hjEi180nocByrcC3u3c
    -9244,-10800,-7200 -10800 hmrq064ciw2p32EBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBouAC\
    2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cC30EBp6cC4pEBrkcC30EBrkcC2/EBqvcC4pEBplcC4pEBr5cC2qEBr5cC2qEBrkcC2qEBsuc\
    C14EBt1cC1gEBsucC1gEBt4cC1gEBsucC2qEBr5cC4pEBp6cCpo0EBsuc
    -25260,-25200,-21600,-18000 -21600 hmy7t6jQCl6mABj1xcCvyEButcCxlEBq4wcCh53xMBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1c\
    Cx3EBt4cCx3EBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcDvjECz1YDuuECz1cDuuECz1cDvjECzgcDvjECzgc\
    DvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1c
    -14309,-14400,-10800,-12600 -14400 hmpkhqrFi86mozLBsyEC27cBr6ED0tcBurEChjhxABqvcCysEBv3cCysEBv3cCzhEBu5c
    -11636,-10800,-7200 -10800 hmrq09jUiw2p1rMBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBouA\
    C2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6c
    -21168,-21600,-19800,-18000 -21600 hmp192tQimkg4xQBr5eC2qCBsueC11CBsueC11CBsueC2qCBr5eC2qCBr5eC2qCBsueC11CBsueC1\
    1CBsueC11CBsueC2qCBr5eC2qCBr5eC2qCBsueC11CBsueC11CBsueC2qCBr5eC2qCBr5eC2qCBr5eC2qCBsueC11CBsueC11CBsueC2qCBr5eC2\
    qCBr5eC2qCBsueDsvCBj24cCh92EBsueC11CBsueC11CBsueC2qCBr5eC2qCBr5eC2qCBsueC11CBsueC11CBsueC11CBsueC2qCBr5eC2qCBr5e\
    C2qCBsueC11CBsueC11CBsueC2qCBr5eC2qCBr5eC2qCBr5eC2qCBsueC11CBsueC11CBsueC2qCBr5eDmnkCBmlcDpvmEBlnc
    -13708,-14400,-10800 -14400 Bmnn9Dihgn2ziUByrcC49uEBj8yc
    -14560,-14400,-10800 -14400 hmrq0//Aiw2p2gQBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBou\
    AC2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cCsvgEBt4cC1gEB0c
    -17776,-18000,-14400 -18000 hmslw1rQiio6zzjAB6qc
    -27889,-28800,-25200,-21600 -25200,-21600,3,2,0,7200,11,1,0,7200 hlvgom2AChk4zYBz1cCuuEBz1cCj5tED0h8cCj8ycD3i+EC\
    xhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDxiECxhcDxiECxhcDpmEC49cDrlEC2+cDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDxiEC\
    xhcDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuEC\
    z1cDvjECzgcDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1c
    0,-25200,-21600,-18000 -25200,-21600,3,2,0,7200,11,1,0,7200 hmw/lzsAC31iEBj8ycC8unEBxhcCxiEBxhcCxiEBxhcCxiEBxhcC\
    xiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cC\
    uuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEDhijcC0qUBhhvMCvjEBzgcCvjEBzgcCvjEBz1\
    cCuuEBz1cCuuEBz1c
    -13108,-14400,-10800 -14400 hmrq0+xUiw2p3tcBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBou\
    AC2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cC30EBp6cC4pEBrkcC30EBrkcC2/EBqvcC4pEBplcC4pEBr5cC2qEBr5cC2qEBrkcC2qEBs\
    ucC14EBt1cC1gEBsucC1gEBt4cC1gEBsucC2qEBr5cC4pEBp6cC2/EBrkcC4vEBqpcC2qEBr5cC4pEBqvcC11EBr5cC2/EBrkcC2/EBr5cC2qEBr\
    5cC2qEBsucC2qEBrkcC2/EBrkcC2/EBr5cC2qEBr5cC2qEBr5cC2qEBr5cC4pEBp6c
    -20824,-21600,-18000,-14400 -18000 hmy7t2zACigl/IBhjhUCul+MBzgcCvjEDhijcCrkcBn8ECvjEBz1cCuuEBz1cCx3EBt4cCx3EBzgc\
    CvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCpmE
    -16064,-16060,-16200,-14400 -14400 hl04umyAi05ukvcjhx31wgMCht+mKDo/uA
    -12560,-14400,-10800 -10800 hmo/oq8Qih08+ixQ
    -19532,-18430,-18000 -18000 hl04up+Mi04xjpS
    -21036,-21600,-18000 -21600,-18000,3,2,0,7200,11,1,0,7200 hlvgn/1AChk4zYBz1cCuuEBz1cC11EBtjcCt5EB0qcCxiEBt4cC0rE\
    ButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEBt4cC0rEButcCz2EButcCuuEB4ocCvjE\
    ButcCz2EButcC0rEBt4cC0rEButcCz2EButcCsyEBj8ycCz2EButcCz2EButcCz2EButcCz2EButcC0rEBt4cC0rEButcCz2EButcCz2EButcCz2\
    EButcCz2EBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxi\
    EBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCmyEB7xcCrlEB2+cCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxi\
    EBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvj\
    EBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1c
    -25460,-25200,-21600,-18000 -21600 hmy7t6jQCl6mABj1xcCvyEButcCxlEDikwiECzgcDvjECzgcBhikECvjEBz1cCuuEBz1cCx3EBt4c\
    Cx3EBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgc\
    CvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuE
    -25556,-25200,-21600,-18000 -25200,-21600,3,2,0,7200,11,1,0,7200 hmy7t6jQCl6mABj1xcCvyEButcCxlEDikwiECzgcDvjECzg\
    cBhikECvjEBz1cCuuEBz1cCx3EBt4cCx3EBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCtkEB2pcCr6EB2pcCr\
    6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCsvEB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCsvEB2pcCr6EB4xU
    -19088,-19176,-18000 -18000 hl04upwQixm6u+Y
    -20173,-21600,-18000 -21600 hmx+wlyNih208s4TBplcC4+EBplcCrskEBvocCy7EBlqc
    -17296,-16965,-18000,-14400,-10800 -10800 hl04un4Qiy6yqhVhmi5nwLjih//rVh4nj3bjn18hwFixxxrbDurECz7cDurECz7cDurECz\
    7cDurECz+cDurECqt3cDl3ECk/3cDk5AE2+0ADt4cE2qEDr5cEysEDutcEz2EDutcE0rEDt4cEzhEDvicE0rEDt4cE0rEDutcEz2EDutcEz2EDut\
    cE0rEDt4cE0rEDt4cE0rEDutcEz2EDutcEz2EDutcEz2EDutcE0rEDt4cE0rEDt4cE0rEDxhcExiEDutcEz2EDutcE0rEDt4cEx3EDwscE0rEDut\
    cEz2EDutcEz2EDutcEz2EDutcE0rEDt4cE0rEDv3cEysEDutcEysEDx2cEx3EDutcE0rEDt4cE0rEDt4cE0rEDt4cE0rEDutcEz2EDutcEz2EDut\
    cE0rEDt4cE0rEDv3cEysEDutcEz2EDwscEx3EDz1cEp7ED3zcEr6ED2pcEsvED10cEsvEDh53cEoxED5ycEoxED5ycEoxED2pcEuuEDz1cEuuEDz\
    1cEuuEDz1cEvjEDzgcEuuED0qcEuuE
    -27964,-25200,-28800 -25200 hlvj68lci+5x21UBh5jE
    -13460,-14400,-10800 -14400 hmrq0+8Uiw2p3icBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBou\
    AC2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cC30EBp6cC4pEBrkcC30EBrkcC2/EBqvcC4pEBplcC4pEBr5cC2qEBr5cC2qEBrkcC2qEBs\
    ucC14EBt1cC1gEBsucC1gEBt4cC1gEBsucC2qEBr5cC4pEBp6cCh6zEBqpcC2qEBr5cC4pEBqvcC11EBr5cC2/EBrkcC2/EBr5cC2qEBr5cC2qEB\
    sucC2qEBrkcC2/EBrkcC2/EBr5cC2qEBr5cC2qEBr5cC2qEBr5cC4pEBp6c
    -16547,-16200,-14400 -14400 hmpx8rxDihx31vxF
    -4480,-10800,-7200,0 0 hmt4gyoAih786s6QBwsQCxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiAB\
    xiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiADppI
    -33460,-32400,-28800,-25200 -25200 hl+4tj1UiwzkvncByrcCz2EBu/UC364MBj8ycD0+gcBx3ACox1ADm+vECxhcDxiECxhcDxiECx2cD\
    wtECx2cDxiECxhcDxiECxhcDxiECxhcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcD\
    vjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDsvEC2pcDr6EC2pcDr6EC2pcDsvEC2pcD\
    r6EC2pcDr6EC2pcDr6EC2pcDr6EC2pcDr6EC2pcDsvEC2pcDr6EC2pcDr6EC2pcDr6EC2pcDr6E
    -28856,-28800,-25200 -25200 hlvj69hYihgn2yrIByrcC49uEBj8ycCh16EButcCz2EButcCz2EButcC0rEBt4cC0rEButcCz2EButcCz2EB\
    utcCz2EButcCz2EButcC0rEButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEBt4cC0rEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEB\
    xhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiE
    -25196,-25200,-21600 -25200,-21600,3,2,0,7200,11,1,0,7200 hlvgojlQChk4zYBz1cCuuEBz1cCuuEB0qcCt5EBlncC2lwEBj8ycC0\
    +hEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCmyEB7xcCrlEB2+cCxiEBx2cCwtEBx2cCxiEBxhcC\
    xiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcC\
    vjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1c
    -19931,-21600,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hmi76oybip3+8tFD8z0cCj8ycDi3+ECutcjxzl71Mirpq6U\
    DxiECxhcDk6nECxhcDmyEC7xcDxiECxhcDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDwtECx2cDxiECxhcDxiECxh\
    cDxiECxhcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECzgcDvjECz1\
    cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1c
    -14736,-14400 -14400 hmo/otiM
    -27232,-25200,-21600 -21600 hmkt9z3Aiq9z4lQByrcCv4EBkjcC/qEBx2cCwtEButcC0rEBt4cC0rEButcCz05EBj8ycCh16EButcC6p/EB\
    xhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEB\
    xhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEB\
    z1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCsvEB2pcCr6EB2pcCr6EB2pcCsvEB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB\
    2pcCr6EB2pcCsvEB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCsvEB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6E
    -16768,-18000,-14400 -18000 hmrq1ikAiw2p3sABw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBou\
    AC2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cCmi9EBr5cCvriEBl4mc
    -21408,-21600,-18000 -21600 hmx9rpxAih+sqt2ABt4cC0rEBt4c
    -28084,-25200,-28800 -28800,-25200,3,2,0,7200,11,1,0,7200 hmy7t6jQCikuABj14ECj1xcBs7ECxhcBrp5ECj5+cBix4EC6zcBhso\
    ECt1cB0rMCutcBz2ECutcBz2ACuuABz2ACuuABz2ACuuAB0rACuuABz2ACuuABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACxiABxiACxiABxi\
    ACxiABxiACx3ABwtACx3ABxiECxhcBxiECxhcBxiECxhcBxiECxhcBxiECx2cBxiECxhcBxiECxhcBmyEC7xcBrlEC2+cBxiECx2cBwtECx2cBxi\
    ECxhcBxiECxhcBxiECxhcBxiECxhcBxiECx2cBwtECx2cBxiECxhcBxiECxhcBxiECxhcBvjECzgcBvjECz1cBuuECz1cBuuECz1cBvjECzgcBvj\
    ECzgcBvjECz1cBuuECz1cBuuECz1cBvjECzgcBvjECzgcBvjECzgcBvjECz1cBuuECz1cBuuECz1cBvjECzgcBvjECzgcBvjECz1cBuuECz1cBuu\
    ECz1cBuuECz1cBvjECzgcBvjECzgc
    -29447,-28800,-25200 -25200 hlvj690Hihgn2x4ZByrcC49uEBj8ycCh16EButcCz2EButcCz2EButcC0rEBt4cC0rEButcCz2EButcCz2EB\
    utcCz2EButcCz2EButcC0rEButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEBt4cC0rEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEB\
    xhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEB\
    xhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEB\
    z1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCsvEB2pcCr6EB2pcCr6EB\
    2pcCsvEB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6E
    -20678,-21600,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hlvgn/1AChk4zYBz1cCuuEBz1cC3lyEBplcCsyEBj8ycCz2\
    EButcCz2EButcCz2EButcCz2EButcC0rEBt4cC0rEButcCz2EButcCz2EButcCz2EButcCz2EBizqcCz2EDr41cCxhcDxiECxhcDhl9tECz1c
    -9240,-10800,-7200 -10800 hmrq064Yiw2p32IBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBouAC\
    2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cC30EBp6cC4pEBrkcCqqjEBt4cC1gEBhpcChhvEBr5c
    -14388,-14400,-10800 -14400,-10800,3,2,0,7200,11,1,0,7200 hmgvjqhUiu8t3pMByrcC49uEBj8ycCojnEButcCz8yEBxhcCxiEBxh\
    cCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzg\
    cCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1\
    cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1c
    -12416,-10800,-7200,-3600 -7200,-3600,3,5,0,-3600,10,5,0,0 hmt4g6gAih786liQBwsQCxiABxiACxiABxiACxiABxiACxiABx3AC\
    xiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACx3ABz2ACuuABz2ACuuABz2AC\
    uuAB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rAC\
    uuABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5ADhi5A
    -14500,-12652,-9052,-12600,-9000,-14400,-10800,-7200 -14400,-10800,3,2,0,7200,11,1,0,7200 hlvj6vhEihgn2wzIByrcDx\
    ypckhhz4+MDt4cE0rEDt4cE0rEDt4cE1gEDtjcE1gEDt4cE0rEDt4cE0rEDj0iEE1gEDt4cE0rEDt4cE0rEDt4cE0rEDt4cE1gEDt4cEzhEDutcE\
    z2EDutcEz2EDutcEz2EDutcEz2EDutcE0rEDutcEz2EDutcEz2EDutcEz2EDutcEz2EDx2cExiEDxhcExiEDxhcExiEDxhcExiEDxhcExiEDx2cF\
    s1EGj4CFx2cGxiEFxhcGxiEFxhcGxiEFxhcGxiEFxhcGxiEFx2cGxiEFxhcGxiEFxhcGxiEFxhcGxiEFxhcGxiEFx2cGwtEFx2cGxiEFxhcGxiEF\
    xhcGxiEFxhcGxiEFxhcGxiEFx2cGwtEFx2cGxiEFxhcGxiEFxhcGxiEFxhcmtos9MFzgcHvjEFz1YGuuIFz1cGuuEFz1cGvjEFzgcGvjEFzgcGvj\
    EFz1cGuuEFz1cGuuEFz1cGvjEFzgcGvjEFzgcGvjEFzgcGvjEFz1cGuuEFz1cGuuEFz1cGvjEFzgcGvjEFzgcGvjEFz1cGuuEFz1cGuuEFz1cGsv\
    EF2pcGr6EF2pcGr6EF2pcGsvEF2pcGr6E
    -17072,-18430,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hl04unxQi04xl2Ojh/nzsnSCxhcDxiECxhcDxiECxhcDxiE\
    Cx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjE\
    CzgcDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDsvEC2pcDr6EC2pcDr6EC2pcDsvE\
    C2pcDr6EC2pcDr6EC2pcDr6EC2pcDr6EC2pcDr6ECj9qc
    -14820,-14400 -14400 hmo/otjE
    -14768,-14400 -14400 hmo9r4tQ
    -21724,-21600,-18000 -21600 hmv5762cihz7vwsEBowcCp8nEBrzcCog5EBv3cCv1vEButc
    -19160,-18840,-18000,-14400 -18000 hl04upyYihmx6m+Ajh6nlu1YCmuc
    -13959,-14400,-13500,-10800 -14400 hmph6j8Hijr469ZDig07fBx6vB
    -15264,-14400,-10800 -14400,-10800,3,2,0,7200,11,1,0,7200 hmgvjq9Ais/ms5ABxkcCh0wMByrcCh0vcBqvcC3uEBrtcC2nEBr/cC\
    25EBrqcC25EBsxcC1yEBt7cC1yEBrncC1yEBt7cC1yEBrkcC2/EBq1cC3uEBr8cC2nEBtmcC0oEBt7cC0oEBuwcC1yEBrkcC4pEBrncC2/EBp6cC\
    1yEBt7cC0oEBt7cC28EBrncC09EBt7cC0oEBt7cCsvMBj8ycCz2EButcCz2EButcCz2EButcCz2EButcCh2vEButcCz2EButcCz2EButcCz2EBut\
    cCh2vEButcCz2EButcCz2EButcCz2EButcCi4zEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEB\
    x2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEB\
    xhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEB\
    z1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1c
    -19768,-19776,-18000,-14400 -18000,-14400,3,2,0,0,11,1,0,3600 hl04uqlYihht3muIji3h0uQCrtcDsu3ECowcD5zECplcD5zECo\
    wcDi97ECowcD5zECowcD0igECrqcD2zECr5cDx0ECuwcD0rECt4cD11ECxhcDxiECxhcDxiECx2cDxiECvicDzhECvlcDy+ECvocDy7ECxhcDxiE\
    Cx2cDwtECx2cDx3ECutcDvjECz1cDuuECz1cDz2ECutcDz2ECutcDz2ECutcDz2ECvicDzhECvicDuuECz1cDuuECz1cDvjECzgcDvjECzgcDwtE\
    CyrcDwtECx3ADwtACx3ADwtACx3ADwtACx3ADwtACx3ADxiACxiADxiACx3ADv4ACz2ADuuAC0rADuuACz2ADuuACz2ADvjACzhADvjACzhADuuA\
    Ci4zADsvAC11ADtkAC1gADsvAC11ADtkAC11ADtkAC2qADtkAC0rADr6AC2qADr6AC2qADr6AC2qADsvAC2qADr6AC2qADr6AC2qADr6AC2qADr6\
    AC2qADsvAC2qADr6AC2qADr6AC2qADr6AC2qADr6AC2qADr6ACh5jA
    -26632,-25200,-21600 -25200 hmy7t6jQCl6mABj1xcCvyEButcCxlEBq4wcCh53xMBzgcCvjEBzgcCvjEBzgc
    -20790,-21600,-18000 -21600,-18000,3,2,0,7200,11,1,0,7200 hlvgn/1AChk4zYBz1cCuuEBz1cC37qEBj8ycCh16EButcCz2EButcC\
    z2EButcC0rEBt4cC0rEButcCz2EButcCz2EButcCz2EButcCz2EBx2cCxiEBxhcCxiEButcCz2EButcCz2EBxhcCxiEBx2cCxiEBxhcCxiEBhzlc\
    Cj4jEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCmyEB7xcCrlEB2+cCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxh\
    cCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBw07c
    -20723,-21600,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hlvgn/1AChk4zYBz1cCuuEBz1cC37qEBj8ycCl+/EButcCi\
    3+EButcCz2EButcC0rEButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEDox0cCxhcDxiECxhcDxiECx2cDxiECxhcDxiECxhcDhtpEC2+cDhg\
    ykECz1c
    -20947,-21600,-18000 -18000,-14400,3,2,0,7200,11,1,0,7200 hlvgn/1AChk4zYBz1cCuuEBz1cC37qEBj8ycCqojcBt5EC0rEButcC\
    z2EButcCz2EButcCz2EButcCz2EButcC0rEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBhz6cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2c\
    CxiEBxhcCxiEBxhcCmyEB7xcCrlEB2+cCxiEBx2cCwtEB/yzcCsvE
    -20823,-21600,-18000,-14400 -21600,-18000,3,2,0,7200,11,1,0,7200 hlvgn/1AChk4zYBz1cCuuEBz1cC37qEBj8ycCqojcBt5EC0\
    rEButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEBxhcCxiEBxhcCxiEBxhcCxiEBj4icCxiEBxhcDxiECxhYDxiECxhcBhmxjE
    -20416,-21600,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hlvgn/1AChk4zYBz1cCuuEBz1cC37qEBj8ycCplrEDwh6cC\
    xhcDxiECxhcDxiECx2cDxiECxhcDhj4wECz1c
    -21007,-21600,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hlvgn/1AChk4zYBz1cCuuEBz1cC37qEBj8ycCz2EButcCnh\
    jEButcCz2EButcC0qcBt5EC0rEButcCz2EButcCz2EButcCz2EButcCz2EBx2cCxiEBt4cC0rEBxhcCxiEBxhcCxiEDlrocCxhcDxiECxhcBhmxj\
    ECsvE
    -20785,-21600,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hlvgn/1AChk4zYBz1cCuuEBz1cC37qEBj8ycCz2EButcCz2\
    EButcCz2EButcCz2EButcC0rEBt4cC0rEButcCz2EButcCz2EButcCz2EButcCz2EBx2cCxiEBxhcCxiEButcCz2EButcCz2EButcCz2EButcC0r\
    EDox0cCxhcDxiECxhcBhmxjEDsvE
    0,-28800,-25200,-21600 -21600 hnwgsz0AC016IBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcDxiECxhYDxiECxhcD\
    xiECxhcDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cD\
    uuECz1cDvjECzgcDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDsvEC2pcDr6EC2pcD\
    r6EC2pcDsvEC2pcDr6EC2pcDr6EC2pcDr6EC2pcDr6EC2pcDr6EC2pcDsvEC2pcDr6EC2pcDr6EC2pcDr6EC2pcDr6EC2pcDsvEC2pcDr6EC2pcD\
    r6EC2pcDr6EC2pcDr6EC2pcDr6E
    0,-14400,-18000,-21600 -18000,-14400,3,2,0,7200,11,1,0,7200 hnmm5osACjssYB8unECxhcBxiECxhcBxiECxhcBxiECxhcBxiECx\
    2cBwtECx2cBxiECxhcBxiECxhcBxiECxhcBxiECxhcBxiECx2cBwtECx2cBxiECxhcBxiECxhcBxiECxhcBvjECzgcBvjECz1cBuuECz1cBuuECz\
    1cBvjECzgcBvjECzgcBvjECz1cBuuECz1cBuuECz1cBvjECzgcBvjECzgcBvjECzgcBvjEDz1cCuuIBhijcCz1cBvjECzgcBvjECzgcBvjECz1cB\
    uuECz1cBuuECz1c
    -18430,-18000,-14400 -18000 hmpw/tneih6n65jSB7xcCrlEB2+cCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2c\
    CwtEBx2c
    54139,-32261,-28800,-25200,-32400 -32400,-28800,3,2,0,7200,11,1,0,7200 hk/8l/uRi+8otnUjhngj5+bCj8ycD5nmECxhcDxiE\
    CxhcDxiECx2cDxiECxhcDxiECxhcDmyEC7xcDrlEC2+cDxiECx2cDwtECx2cDxiECxhcDxiECxhcDhzmECxhcDxiECx2cDwtEEx2cCxiIExhcCxi\
    EExhcCxiEExhcCvjEEzgcCvjEEz1cCuuEEz1cCuuEEz1cCvjEEzgcCvjEEzgcCvjEEz1cCuuEEz1cCuuEEz1cCvjEEzgcCvjEEzgcCvjEEzgcCvj\
    EEz1cCuuEEz1cCuuEEz1cCvjEEzgcCvjEEzgcCvjEEz1cCuuEEz1cCuuEEz1c
    -20582,-21600,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hlvgn/1AChk4zYBz1cCuuEBz1cChz7EBrwcC1g+EButcCsy\
    EBj8ycixpzpMhi8syUCkl8EBt4cC0rEButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiED\
    nvwcCxhcDxiECxhcDxiECxhcDxiECx2cDxiECxhcDxiECxhcDhtpEC2+cDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2\
    cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzg\
    cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1c
    -20364,-21600,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hlvgn/1AChk4zYBz1cCuuEBz1cC37qEBj8ycC4liEBxhcCx\
    iEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCmyEB7xcCrlEB2+cCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCw\
    tEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCv\
    jEBzgcCvjEBzgcCvjEBz1cCuuEDhijcCz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1c
    -15865,-14400,-10800 -14400 hl9utltZihow/noHBj06E
    -16356,-12756,-14400 -14400 hm8h9l3ECu5c
    -18492,-18516,-18000,-14400 -18000 hl04uo9cixu6noYj712ircCotcDwzECxhcDxiECxhcDhw/tECotcD55ECotcDi+qECotcDkgxECotc
    -28378,-28800,-25200 -28800,-25200,3,2,0,7200,11,1,0,7200 hlvgom2AChk4zYBz1cCuuEBz1cC37qEBj8yciip6zyMh4kupUChtsA\
    Bt5AC0rABuuACz2ABuuACz2ABuuACz2ABuuACz2ABuuAC0rABuuACz2ABuuACz2ABuuACz2ABuuACz2ABuuAC0rABt5AC0rABxiACxiABxiACxiA\
    BxiACxiABx3ACwtABx3ACxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCmyEB7xcCrlEB2+cCxiEBx2cCwtEBx2cCxiE\
    BxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjE\
    BzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1c
    -8572,-10800,-7200 -10800 hmrq06jciw2p4rEBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBouAC\
    2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cC30EBp6cC4pEBrkcCmioEBrkcCj82EBt4cC1gEBhpcChhvEBr5c
    -20708,-20712,-21600,-18000 -21600 hl04urjEihp6snkEjhkxsq7YCh9vcDkr5ECpocD47ECpocDsqzUC5gMDppECko+cDo7nECwscDz2MCutY
    -14404,-14400,-10800 -14400 hmrq0/6Eiw2p2lMBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBou\
    AC2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cCmi9EBr5c
    -14660,-14400,-10800 -14400 hmo6nyiEiig6zpvcBwsc
    -23400,-21600,-18000 -21600,-18000,3,2,0,7200,11,1,0,7200 hmy7t2zACim81IBz1cCn+0EBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuu\
    EBz1cCx3EBt4cCx3EBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgc
    -25540,-25200,-21600 -25200 hmy7t6jQCl6mABj1xcCvyEButcCxlEBq4wcCh53xMBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCx3EBt4\
    cCx3EBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzg\
    cCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1c
    -21027,-21600,-18000 -21600,-18000,3,2,0,7200,11,1,0,7200 hlw3uyrDi+y944dBz1cCuuEBz1cC37qEBj8ycCz2EButcC0+hEBx2c\
    Ci1qEBk6mcCmyEB7xcCrlEB2+cCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBx\
    hcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz\
    1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1c
    -21508,-21600,-18000 -21600 hmy7t2zACigl/IB9kcCur7EBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCx3EBt4cCx3EBzgcCvjEBzgcC\
    vjEBz1cCuuEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cC\
    uuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1c
    54822,-31578,-28800,-25200,-32400 -32400,-28800,3,2,0,7200,11,1,0,7200 hk/8l/uRi+8osyJjhngj60GCj8ycD5nmECxhcDxiE\
    CxhcDxiECx2cDxiECxhcDxiECxhcDmyEC7xcDrlEC2+cDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDwtECx2cEhin\
    +ECsvEE2pcCr6EE2pcCr6EE9wc
    -23796,-25200,-21600,-18000 -21600 hmy7t6jQCl6mABj1xcCvyEButcCxlEDnqucCtjcDhx/ECqycDi83ECs6cDmmjECv3cDhw8wMCzgcD\
    vjECzgcDvjECzgcDvjECz1cDuuECz1cDx3ECt4cDx3ECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cD\
    uuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1c
    -13480,-14400,-10800,-7200 -10800,-7200,3,2,0,7200,11,1,0,7200 hmo9+l5Iiig4+zkYDntmECzgcDvjECz1cDuuECz1cDuuECz1c\
    DvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1c\
    DuuECz1cDuuECz1c
    -15548,-18000,-14400,-10800 -14400,-10800,3,2,0,7200,11,1,0,7200 hlvh97tcixtlykUDw+iECyrcDv03ACowcD5zECowcD5zECo\
    wcD5zECowcD5zECowcD5zECowcD47ECrkcD2tECr2cD1jECt1cDs1ICj8ycDz2ECutcDz2ECutcDz2ECutcDz2ECutcD0rECt4cD0rECutcDz2EC\
    utcDz2ECutcDz2ECutcDz2ECutcD0rECutcDz2ECxhcDxiECxhcDxiECxhcDxiECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDwtEC\
    x2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDxiECxhcDhzmECxhcDxiECxhcDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDxiE\
    CxhcDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcjtos9MCz1cDuuECz1cDu\
    uECz1cDvjECzgcDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1c
    -24076,-25200,-21600,-18000 -21600 hmy7t2zACl6mEBj1xcCvyEButcCxlEDh794ECz1cDn+0ECzgcDvjECzgcDvjECzgcDvjECz1cDuuE\
    Cz1cDx3ECt4cDx3ECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjE\
    CzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1c
    -13491,-14400,-10800,-12600,-9000,-7200,-5400 -10800 hmxplh9Tijm608NDxkcCxlCDxheCxlCDxheCojwCDuteCz2CDuteCz2CDut\
    eCz2CDuteC0rCDt4eC0rCDt4eCx3CDxheCz2CDuteCr0CEhu7eCoteExqxCCwseFl9CCkycFlt9ECwscEi7qECxzeFhv6CCk1cFh/1ECn7cGhzmE\
    ElnaCwtEFqwCCplcFh7iECnmcF5zECowcF69ECnmcFloEC+lcFopnECnjcF69ECn7cF2qECrkcF2qECsucF2qECr5cF11ECsucFsr3ECx3EFysEC\
    utcFzhECvicFz2ECutcFz2ECutcFz2ECvicFzhECvicFzhECvicFz2ECutcFz2ECutcFz2ECutc
    -19052,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hl5u8+nMi180m0EByrcCuwaBzyeCx3MBt4UC11MBrwcC2zEBr5cC2q\
    EBr5cC11EBtjcC1gEBtjcC1gEBtjcC1gEBt4cC0rEButcCz2EButcCz2EButcCz2EButcC0rEBt4cC0rEButcCz2EButcCz2EButcCz2EButcCz2\
    EButcCz2EButcC0rEBt4cC0rEBl52cCz2EButcCz2EButcCz2EButcCz2EB0qcCuuEBz1cCuuEButcCz2EButcCz2EButcCz2EButcCz2EButcC0\
    rEButcCz2EBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCx\
    iEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCx\
    iEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCv\
    jEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1c
    -14932,-14400 -14400 hmo/otoQ
    -18570,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hmpzuw0Ki8r7rmGBi7scCi9EB4ocCz6nMBxhcCxiEBx2cCwtEBx2cC\
    xiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcC\
    xiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cC\
    uuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1c
    -17762,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hlvgn8kQChk4zYBz1cCuuEBz1cCuuEB0qcCwtEButcC0rEBt4cC0rE\
    ButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEBt4cC0rEButcCz2EButcCz2EButcCz2E\
    ButcCz2EButcC0rEBt4cC0rEButcCz2EButcCsyEBj8ycCz2EButcCz2EButcCz2EButcCz2EButcC0rEBt4cC0rEButcCz2EButcCz2EButcCz2\
    EButcCz2EBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxi\
    EBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCmyEB7xcCrlEB2+cCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxi\
    EBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvj\
    EBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1c
    46702,-39698,-39600,-36000,-32400,-28800 -32400,-28800,3,2,0,7200,11,1,0,7200 hk/8l/uRi+8o0wBjhngj9neCj8ycD5nmEC\
    xhcDxiECxhcDxiECx2cDxiECxhcDxiECxhcDmyEC7xcDrlEC2+cDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDwtEE\
    x2cFxhcExhcFxiEExhcFxiEExhcFvjEEzgcFvjEEz1cFuuEEz1cFuuEEz1cFvjEEzgcFvjEEzgcFvjEEz1cFuuEEz1cFuuEEz1cFvjEEzgcFvjEE\
    zgcFvjEEzgcFvjEEz1cFuuEEz1cFuuEEz1cFvjEEzgcFvjEEzgcFvjEEz1cFuuEEz1cFuuEEz1c
    -7780,-7200,-3600 -7200 hmrq05rEiw2p1zMBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBouAC2/\
    ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cC30EBp6cC4pEBrkcCqqjEBt4cC1gEB0cChikEBr5c
    -24427,-25200,-21600 -21600,-18000,3,2,0,7200,11,1,0,7200 hlvgojlQChk4zYBz1cCuuEBz1cC37qEBj8ycC3i+EBxhcCxiEBxhcC\
    xiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCmyEB7xcCrlEB2+cCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cC\
    wtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcC\
    vjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCsvEB2pcCr6EB2pcCr6EB2pcCsvE
    -24312,-25200,-21600,-18000 -21600,-18000,3,2,0,7200,11,1,0,7200 hlvgojlQChk4zYBz1cCuuEBz1cC37qEBj8ycC3i+EBxhcCx\
    iEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCmyEB7xcCrlEB2+cCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCx\
    iEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEDhijcCz1cDuuECz1cDuuECz1cDvjEC\
    zgcDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1c
    -24339,-25200,-21600,-18000 -21600,-18000,3,2,0,7200,11,1,0,7200 hlvgojlQChk4zYBz1cCuuEBz1cC37qEBj8ycC3i+EBxhcCx\
    iEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCmyEB7xcCrlEB2+cCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCx\
    iEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCv\
    jEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEDhijcCz1cDuuECz1cDuuECz1c
    -25060,-25200,-21600,-18000 -21600,-18000,3,2,0,7200,11,1,0,7200 hmy7t6jQCl6mABj1xcCvyEButcCxlEDikwiECzgcDvjECzg\
    cBhikECvjEBz1cCuuEBz1cCx3EBt4cCx3EBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCtkEB2pcCr6EB2pcCr\
    6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCsvEB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCsvEB2pcCr6E
    -13240,-13252,-13236,-12600,-10800 -10800 hmowrj1Yi2ypvoMjqjv4nQkhk14hoE
    -26898,-25200,-21600 -25200 hlvgojlQChk4zYBz1cCuuEBz1cC37qEhh4900MCoxEBxkci1nu23UBxhc
    -17360,-17340,-18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hl04un6Qi5uu01Mjh+q51mUCwscDxiECxhcDxiECxhcDxiE\
    CxhcDxiECxhcDvjICz2ADuuACz2ADuuACz2ADvjACzhADvjACzhADvjACz2ADuuACz2ADuuACz2ADvjACzhADvjACzhADn+zcCz1cDuuECz1cDl3\
    4MC2pcDr6EC2pcDr6EC2pcDr6EC2pcDhuzE
    -14764,-14400 -14400 hmpzus9M
    -16272,-18000,-14400 -18000 hmrq1h0Qiw2p37QBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBou\
    AC2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cC155EBl4mc
    -15336,-14400,-10800 -14400 hmrq1g3Iiw2p1oIBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBou\
    AC2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6c
    -17020,-16965,-18000,-14400,-10800 -10800 hl04unvciy6yqqJhmi5nwLjih//rVh4nj3bjn18hwFixxxrbDurECz7cDurECz7cDurECz\
    7cDurECz+cDurECqt3cDl3ECk/3cDk5AE2+0ADt4cE2qEDr5cEysEDutcEz2EDutcE0rEDt4cEzhEDvicE0rEDt4cE0rEDutcEz2EDutcEz2EDut\
    cE0rEDt4cE0rEDt4cE0rEDutcEz2EDutcEz2EDutcEz2EDutcE0rEDt4cE0rEDt4cE0rEDxhcExiEDutcEz2EDutcE0rEDt4cEx3EDwscE0rEDut\
    cEz2EDutcEz2EDutcEz2EDutcE0rEDt4cE0rEDv3cEysEDutcEysEDx2cEx3EDutcE0rEDt4cE0rEDt4cE0rEDt4cE0rEDutcEz2EDutcEz2EDut\
    cE0rEDt4cE0rEDv3cEysEDutcEz2EDwscEx3EDz1cEp7ED3zcEr6ED2pcEsvED10cEsvEDh53cEoxE
    -23316,-21600,-18000 -18000 hlyupskUi7h6y6MBt4cCh16MByrcCz7oEBsucCk13EBj8ycC1gEButcCysEButcCz2EButcCz2EButcC0uEB\
    uncCz5EButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEButcCz2EButcCz2EButcCz2EBxhcCxiEButcCi4zEBt4cCi4zEBx3ACxiABxiACxi\
    ABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACwtABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxi\
    ABx3ACwtABx3ACxiABxiACxiABxiACxiABxiACvjABzhACvjABz2ACuuABz2ACuuABz2ACvjABzhACvjABzhACvjABz2ACuuABz2ACuuABz2ACvj\
    ABzhACvjABzhACvjABzhACvjABz2ACuuABz2ACuuABz2ACvjABzhACvjABzhACvjABz2ACuuABz2ACuuABz1cCsvEB2pcCr6EB2pcCr6EB2pcCsv\
    EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCsvEB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCsvEB2pcCr6EB2pcCr6EB2pcCr6\
    EB2pcCr6EB2pcCr6E
    0,-21600,-18000 -21600,-18000,3,2,0,7200,11,1,0,7200 hnz447wACws7ABxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCx\
    iEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCv\
    jEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBh15cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1c
    -8376,-10800,-7200 -10800 hmrq059Yiw2p4xIBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBouAC\
    2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cC30EBp6cC4pEBrkcCqqjEBt4cC1gEB0cChikEBr5c
    -25116,-25200,-21600 -21600 hmjv7k4cir72njUByrcCsqscButcCz2EButcCz2EButcC0rEBt4cC0rEButcCi1/EBxhcCxiEBwscCx3EBxh\
    cCx3EBxhcCxiEBxhcCroMBj8ycCysEBxhcCysEButcCz2EButcCz2EButcC0rEBt4cC0rEButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEBu\
    tcCz2EButcCh16EBxhcCxiE
    0,-21600,-18000 -21600,-18000,3,2,0,7200,11,1,0,7200 hnq/3gsAC6s0ABxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCx\
    iEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCv\
    jEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBh15cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBh2uc
    -13128,-14400,-10800 -10800 hmrq0+yIiw2p3tIBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrw9EBn4cC/wEBlzcC28EBou\
    AC2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cC155E
    -16965,-18000,-14400,-10800 -14400,-10800,9,1,6,86400,4,1,6,86400 hmnzgx6Fgmi5nwLiih//rVg4nj3bin18hwFhxxxrbCurEB\
    z7cCurEBz7cCurEBz7cCurEBz+cCurEBqt3cCl3EDknrcCkmcB0lECk5AD2+0ACt4cD2qECr5cDysECutcDz2ECutcD0rECt4cDzhECvicD0rECt\
    4cD0rECutcDz2ECutcDz2ECutcD0rECt4cD0rECt4cD0rECutcDz2ECutcDz2ECutcDz2ECutcD0rECt4cD0rECt4cD0rECxhcDxiECutcDz2ECu\
    tcD0rECt4cDx3ECwscD0rECutcDz2ECutcDz2ECutcDz2ECutcD0rECt4cD0rECv3cDysECutcDysECx2cDx3ECutcD0rECt4cD0rECt4cD0rECt\
    4cD0rECutcDz2ECutcDz2ECutcD0rECt4cD0rECv3cDysECutcDz2ECwscDx3ECz1cDp7EC3zcDr6EC2pcDsvEC10cDsvECh53cDoxEC5ycDoxEC\
    5ycDoxEC2pcDuuECz1cDuuECz1cDuuECz1cDvjE
    -16776,-16800,-18000,-14400,-16200 -14400 hl04unoIiho1wpqYj/yyirQCrqcEi7hECrheE3iCCokeE60CCn1eE6uCCn7eE6oCCn+eD6\
    lCC76xEDjpA
    -11188,-10800,-7200 -10800 hmrq081Uiw2p15MBw9QCxrEBw7cCx64EBs4AC1vABrqcC28EBrtcC28EBotcCrswEBslcC/wEBlzcC28EBouA\
    C2/ABrncC2/EBrqcCy9lEBsucC1gEBqvcC33EBp6cC30EBp6cC4pEBrkcC30EBrkcC2/EBqvcC4pEBplcC4pEBr5cC2qEBr5cC2qEBrkcC2qEBsu\
    cC14EBt1cC1gEBsucC1gEBt4cC1gEBsucC2qEBr5cC4pEBp6cC2/EBrkcC4vEBqpcC2qEBr5cC4pEBqvcC11EBr5cC2/EBrkcC2/EBr5cC2qEBr5\
    cC2qEBsucC2qEBrkcC2/EBrkcC2/EBr5cC2qEBr5cC2qEBr5cC2qEBr5cC4pEBp6c
    -5272,-7200,-3600,0 -7200,-3600,3,5,0,-3600,10,5,0,0 hmt4gzgYih786oxIBwtADxhYCxhcDxiACxiADxiACxiADxiACx3ADxiACxi\
    ADxiACxiADxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0r\
    ADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2\
    ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rA
    53927,-32473,-28800,-25200,-32400 -32400,-28800,3,2,0,7200,11,1,0,7200 hk/8l/uRChjktSjhngj54HCj8ycD5nmECxhcDxiEC\
    xhcDxiECx2cDxiECxhcDxiECxhcDmyEC7xcDrlEC2+cDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDwtEEx2cCxiIE\
    xhcCxiEExhcCxiEExhcCvjEEzgcCvjEEz1cCuuEEz1cCuuEEz1cCvjEEzgcCvjEEzgcCvjEEz1cCuuEEz1cCuuEEz1cCvjEEzgcCvjEEzgcCvjEE\
    zgcCvjEEz1cCuuEEz1cCuuEEz1cCvjEEzgcCvjEEzgcCvjEEz1cCuuEEz1cCuuEEz1c
    -12652,-9052,-12600,-9000,-5400 -12600,-9000,3,2,0,7200,11,1,0,7200 hmus+4wMAvlcBzzEAyrcBx8YApocB44EAxhcBxiEAxhc\
    Bx3EAwscBx3EAwscBx3EAwscBx3EAwscBx3EAxhcBxiEAxhcBx3EAwscBx3EAwscBx3EAwscBx3EAwscBx3EAxhcBx3EAwscBx3EAwscCuoIjjhu\
    pcCwscDysICt4cD0rECt4cD0rECt4cD1gECtjcD1gECt4cD0rECt4cD0rECj0iED1gECt4cD0rECt4cD0rECt4cD0rECt4cD1gECt4cDzhECutcD\
    z2ECutcDz2ECutcDz2ECutcDz2ECutcD0rECutcDz2ECutcDz2ECutcDz2ECutcDz2ECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cD\
    wtECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDwtECx2cDxiECxhcDxiECxhcD\
    xiECxhcDxiECxhcDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcjtos9MCzgcEvjECz1YDuuICz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1\
    cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDsvEC2p\
    cDr6EC2pcDr6EC2pcDsvEC2pcDr6E
    -15052,-14400 -14400 hmpzutmM
    -14640,-14400 -14400 hmputx9Q
    -15584,-14400 -14400 hmo/ot7A
    -14696,-14400 -14400 hmputx/I
    -25880,-25200,-21600 -21600 hmjv7lwYir72mrYByrcC49uEBj8ycCz2EBv3cCysEButcCz2EButcCz2EButcCoj8EBxhcChzmEBxhcCxiEB\
    utcC0rEBt4cCrq9E
    -20932,-21600,-18000 -21600 hmyk4y6Eih+k9kscBt4cC0rEBt4cCy7jEBozc
    -16508,-14400,-10800 -14400,-10800,3,2,0,7200,11,1,0,7200 hmt4g9/ciimnqg3EBxhcCxiEBxhcCx3EBz1cCuuEBz1cCuuEBz1cCv\
    jEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1c
    -15508,-14400 -14400 Bnk1rF
    -29548,-28800,-25200 -25200 hlvj693Mihgn2x1UByrcC49uEBj8ycCz2EButcCz2EButcCz2EButcCz2EButcC0rEBt4cC0rEButcCz2EBu\
    tcCz2EButcCz2EButcCz2EButcC0rEButcCz2EButcCz2EButcCz2EButcCz2EButcC0rEBt4cC0rEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx\
    2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBx\
    hcCxiEBxhcCxiEBx2cCwtEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz\
    1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCvjEBzgcCvjEBzgcCvjEBz1cCuuEBz1cCuuEBz1cCsvEB2pcCr6EB2\
    pcCr6EB2pcCsvEB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCsvEB2pcCr6EB2pcCr6EB2pcCr6EB2pcCr6EB2pcCsvEB2pcCr6EB2\
    pcCr6EB2pcCr6EB2pcCr6EB2pcCr6E
    -32412,-32400,-28800,-25200 -25200 hl+4ti0ciwzkwoUByrcCz2EBu/UC364MBj8ycD0+gcBx3ACrlADvk/ECxhcDxiECxhcDxiECx2cDw\
    tECx2cDxiECxhcDxiECxhcDxiECxhcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDv\
    jECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDsvEC2pcDr6EC2pcDr6EC2pcDsvEC2pcDr\
    6EC2pcDr6EC2pcDr6EC2pcDr6EC2pcDr6EC2pcDsvEC2pcDr6EC2pcDr6EC2pcDr6EC2pcDr6E
    52865,-33535,-32400,-28800 -32400,-28800,3,2,0,7200,11,1,0,7200 hk/8l/uRi+8ouvOjhngj8nRCj8ycD5nmECxhcDxiECxhcDxi\
    ECx2cDxiECxhcDxiECxhcDmyEC7xcDrlEC2+cDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cDwtECx2cDxiECxhcDxi\
    ECxhcDxiECxhcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECzgcDvj\
    ECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1c
    0,28800,39600 28800 hn/h9zkAChr07IBs9UCh4uMBq+cCk/3cBhvrECz2MBviQCy7MBuzUixp25chtol4Uiw3y3Mhtol4Uiw3y3MhtgzmE
    0,25200,18000 25200 hnz54wgAAoriEBkxzcChrx+MBtwECh37cBq/E
    0,36000 36000 hnqr490AAlsrYBlksI
    0,36000,39600 36000,39600,10,1,0,7200,4,1,0,10800 hl+gqlwACyjlABwtAAiliYB/gvIC08qABxiACz2ABsvAC11ABsvAC11ABtkAC1\
    1ABrlAC2/ABr6AC2qABr6AC2qABr6AC2qABsvAC2qABr6AC2qABr6AC2qABr6AC2qABr6AC2qABr6AC2qABuuAC0rABt5AC0rABr6AC2qABr6AC2\
    qABr6AC11ABt5AC1gABt5AC1gABtkAC1gABtkAC1gABuuACx3ABwtACx3ABwtACx3ABwtACx3ABwtACx3ABxiACx3ABwtACx3ABwtACx3ABwtACx\
    3ABwtACuuABz2ACysABwtACx3ABwtACx3ABwtACx3ABwtACx3ABxiACxiABwtACysABxiACxiABxiACxiABhzmA
    0,21600,18000 18000 hnxigs0ACh7yvQ
    0,43200,46800 43200,46800,9,5,0,7200,4,1,0,10800 hny6z6oAC0lhYBqwAC2/ABsvAC2qABr6AC2qABr6AC2qABr6AC2qABr6AC2qABr\
    6AC2qABsvAC2qABr6AC2qABr6AC2qABr6AC2qABr6AC2qABr6AC2qABsvAC2qABr6AC0rABvjACzhABvjACzhABvjACzhABv4ACysABv4ACysABv\
    4ACysABv4ACzhABvjACzhABvjACzhABv4ACysABv4ACysABv4ACzhABvjACzhABvjACzhABv4ACysABv4ACysABv4ACysABv4A
    0,-10800,-14400,-7200 -10800 hn7pxroAClxMB1sECs6cB1sECv6cBxiECx2cBxiECxhcBxiEDkzocBplcCox+EBvmECutcBz2ECutcB0rEC\
    t4cB0rECt4cB0rECxhcBxiECutcBz2ECutcB0rECt4cBx3ECwscB0rECutcBz2ECutcBz2ECutcBz2ECutcB0rECt4cB0rECv3cBysECutcBysEC\
    x2cBx3ECutcB0rECt4cB0rECt4cB0rECt4cB0rECutcBz2ECutcBz2ECutcB0rECt4cB0rECv3cBysECutcBz2ECwscBx3ECz1cBp7EC3zcBr6EC\
    2pcBsvEC10cBsvECh53cBoxE
    0,-10800 -10800 homwkroA
    41944,41400,45000,43200,46800 43200,46800,9,5,0,7200,4,1,0,10800 hlg7uzlIih3v65yABrkcD1gEButeDz2CButeDz2CButeDz2\
    CBvieDzhCBvieDzhCBzgeDuuCBz1eDuuCBz1eDuuCBz1eDuuCBz1eDuuCB0qeDt5CB0qeDuuCEhkvueDqwAE2/ADsvAE2qADr6AE2qADr6AE2qAD\
    r6AE2qADr6AE2qADr6AE2qADsvAE2qADr6AE2qADr6AE2qADr6AE2qADr6AE2qADr6AE2qADsvAE2qADr6AE0rADvjAEzhADvjAEzhADvjAEzhAD\
    v4AEysADv4AEysADv4AEysADv4AEzhADvjAEzhADvjAEzhADv4AEysADv4AEysADv4AEzhADvjAEzhADvjAEzhADv4AEysADv4AEysADv4AEysADv4A
    0,10800 10800 hnz7i2gA
    0,7200 0,7200,3,5,0,3600,10,5,0,10800 hphkshsQ
    0,25200,18000 18000 hn01xisAAhm1jEB5zcC/lsM
    3208,3600,7200,10800 3600,7200,3,5,0,7200,10,5,0,10800 hl36k4vYi12ztrIBurECyvIBuuACz2ABuuAC3h0ABi4zACt5ABx3ACxiA\
    BxiACxiADk7cCrxABllECt5ABwwACw/EDjocCkycBpmECysABv4ACx3ABwtAChg04ABwtACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACx\
    iABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    10794,10800 10800 hntmiuiW
    18468,18000,21600,25200 18000 hm1hy++cil4086UDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2A\
    DuuACz2ADuuAC0rAB01+Y
    8624,7200,10800 10800 hm7qn12Qihn89o4QBq+cCz8EBuqcCz8EBuqcCz/EBxncCw/EBuqcCz5EBuqcCm+1EBxkcCxrEBxhcCxiEBxhcCxiEB\
    x2cCz/EBukcCzhEBvicCymEBvocCysEBwscCxiEBxhcCxiEBv3cCzhEBvjACzhABv4ACysABv4ACysABv4AC66ABn/ACx0ABxlACw/ABxlACxiAB\
    xiACxiABz2ACuuABzhACv4ABxiACxiABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuABz2ACuuABh7hcCpmEB0rACt5AB0rACuuABz2ACuuA\
    Bz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACrlA
    42596,43200,46800,50400,39600 43200 hm1hynscil4075EDh2q4cCxkcBhinECxiEBxkcCxlEBxiICxiABxiACxiABxiACxiABxiACxiABx\
    iACxiABxiACxiABx3AEhikEBqwACmxcBxiACxiABxiACxiABxiACxiABxiACx3ABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuAB\
    z2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2AEhi5EBt5A
    12064,14400,18000,21600 18000 hm1hzlnAil406jADh279cChimcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiADxiACxiA\
    DxiACx3ABhikECqwADmxcCxiADxiACxiADxiABxiACxiEBxiACx3ABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2\
    ACuuA
    13720,14400,18000,21600 18000 hm1hzjzIil4072YDh2q4cChzrcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiADxiACxiA\
    DxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2\
    ADuuAC0rA
    14012,14400,18000,21600 18000 hm1hzjqEil407/cDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwA
    12464,10800,18000,21600,14400 18000 hm1hzk6Qil40+gADh279YChimcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiADx\
    iACxiADxiACx3AEhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2AEhi5ECt5AE0rACt5AE0rACuuAEz2ACuuA\
    Ez2ACuuA
    10660,10656,10800,14400 10800 hl04tsuci6qzi4Ejh8wgq7QCuqcDw/ECxncDxlECxkcDxiECw/EDxiACxiADxiACxiADxiACxiADxiACxi\
    ADxiACx3ADxlICxlADxlACxlADxiACxlADxiACxlADxiACxlADxlACxlADxiACxlADxiACxlADxiACxlADxlACxlADxiACxlADxiACxlADxiACxl\
    ADxlACxlADxiACxlADxiACxlADxiACxlA
    12140,12600,14400,10800 10800 hnln27kUiip37lUD+tge
    11964,10800,14400,18000 14400 hm1hzlqEi+8g94MD542cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiADx\
    iACxiADxiACx3ABhikECxiADkplICz2ADutcCz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rA\
    Dt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuACz2A
    24124,25200 25200 hmxm05+E
    20100,21600,25200,28800 25200 hmw9q/vcip8845EDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACl8UBrlQCx3ABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuA\
    Bz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5ABj62cChwyE
    8520,7200,10800 7200,10800,3,5,0,0,10,5,0,0 hlrrtw1Yihl69opIBz4cCvgEBxkcCwqEByrcCysEBt4cChj/rEBuqcCz8EBuqcCz8EBu\
    qcCz/EBuqcCz8EBuqcCrvnEBpucCz8EBuqcCz8EBuqcCz8EBuqcCz/EBuqcCz8EBuqcCz5EBuqcCl/oEBv3cCyvEBv3cCyvEBv3cCyvEBv3cC1vE\
    Bs6cCzqEBu8cCyvEBv3cCyvEBv3cCyyEBuzcCwtEBxhcCxiEBxhcCxiEBxhcCx3EBxhcCxiEBxhcCxiEBxhc
    17904,18000,21600,25200 21600 hm1hy/wQil408pADh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3AB/tAC1icBv3cCysEBv3cCysEBv3cCysEBv3cCysEBwscCxiOBz1cCuuEBz1cCuuEB0qcCt5EB0qcCt5EB0qcCuuEBz1cCuuEB\
    z1cCuuEB0qcCt5E
    27580,27000,28800 28800 hm240gyEimt6xqE
    21208,21200,19270,19800,23400 19800 hkzr0mhIiuy704Ijhh7r0sKkhhz7z7OD1lcEqnEDjq7c
    27232,28800,32400,36000 32400 hmw93+tAip8vy7ADh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2A\
    DuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5ABj62cChwyI
    25652,25200,28800,32400 28800 hmjtn7yMiikjv7yEDlzzcCxkcDxlECxhcDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cD\
    xiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECxhcDx3ECxhcDxiECxhcDxiECxhcDi4wMCutcDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2c\
    Dpi3ECxhUDxiMCxhU
    29143,28800,32400 28800 hl/jsw5Jixmi36XBwgcC2j3EBsxcCurEB13cCouEBj65cC39EBtgcCysEBy3cCxiEBuqcCz8EBiwcChnw2MBsucC\
    z2EButcC0rEBt4cC0rEButcCz2EButcCz2EButc
    19164,19172,19800,21600,23400 19800 hlrrtmpEi4uuo/Yjhh7434ME2seCjq/GEh2k7cDuteCqkmC
    21700,21200,23400,19800,21600,25200 21600 hl04th1cihw1p//Ujyz6zICqnEEp27cFh94weEypA
    8712,7200,10800 10800 hmw/lq7Yio9hgIBv3cCysEBv3cCysEBv3cCysEBwscChposEBuwcCz8EBuncC0iEBuqcCz8EBuncCzqEBu/cCz8EBu\
    qcCz/EBuqcCz8EBuqcCz8EBuqcCz8EBuqcCz/EBuqcCz8EBuqcCz8EBuqcCz8EBuqcCz/EBuqcCz8EBrwcC22EBrwcCk9zEBwscCx9EBwscChvlE\
    B2gcCttEB27cCs4EB1xcCulEBxncCxiEBxhcCxkcBxkcCx6EBwvcCwwEBxkcCx0EBxkcCxiEBxkcCxlEBxkcCw/EBxncCw8EBxqcCxiEBxkcCxlE\
    BxkcCxiEBxkcCxiEBxkcCxiEBxkcCxlEBxkcCxiEBxkcCxiEBwpcCx3EB0qcCuuEBz4cCt2EB0qcCuuEBz1cCuuEBz1cCuuEBz1cCuuEBz1cCuuE\
    B0qcCt5EB0qcCt5EB0qcCuuEBz1cCuuEBz1cCuuEBz1cCuuEB0qcCt5EB0qcCt5E
    30140,28800,32400 32400 hmpusnwAChgolcBhky7AC6i1E
    13272,14400 14400 hmw/lmtI
    16512,18000,21600,25200 18000 hm1hzg8Ail4069QDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhgoE
    8148,7200,10800 7200,10800,3,5,0,10800,10,5,0,14400 hmy3unxMihyntktUBxhcC0oEBt+cCwqEBwscCx3EBxkcCw/EBxhcCx3EBwsc\
    CxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhc\
    CxiEBxhcCx3EBxhcCxiEBxhcCxiEBz2MCuuAB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACt5AB0rACuuABz2A\
    CuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuABz2ACuuABh2vA
    8272,7200,10800 7200,10800,3,4,4,180000,10,4,4,180000 hl+76y1Qihlp5hiQBruACktABii+ACulAB0iACuoAB0iACvyABy1ACvyAB\
    y1ACrooYBtvcCz8EBuqcCz8IBuoEC0hcBuoECz+cBuoECz+cBuoECz+cBuoEC0hcBuoECz+cBuoECz+cBurECz7cBjoYCny3EBplcCx3EBsucClo\
    1EBj+ACj82ABqwAC11ABtjcC4pEBqvcC00EBukcCz2EBt4cC2qEBr5cCzhEButcCz2EBvicCz2EBvicCzwEBuzcCzwEBt+cC0lEBuzcC0lEBv4AC\
    ysABv4ACysABv4ACz2ABxhcCx3EBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBv4ACysABwkECw4cBwpcCx9EBvvECyucButcCz2EBvjAiw58xchrp\
    j5Uizmu+MhqhylUC22EBwtACx3ABxhcCxiEBz1cCuxEBzzACuxEB0qcCt5EB0qcCt5EB0qcCurABz4cCuuEBz2ACuuAB0oACt/AB0oECxiEBxhcC\
    wtEBx2cCv4EByrcCuuEBz1cCuuEB0qcCt5EB0qcCt5EB0qcCuuEBz1cCuuEBz1cCuuEB0qcCt5EB0qcCt5EB0qcCt5EB0qcCuuEBzgcCvjEByrcC\
    v4EBxhcCxiEBwscCx3EBvicCkzEB0cCuuEBt4cCj+EBh+cCuuEBtjcCj+EBizcCuuEBr5cCkzEBjocCuuEBrkcCj+EBlncCt5EBqvcCj+EBl8cCt\
    5EBplcCkzEBmxcCuuEBn7cCj+EBn7cCuuEBmxcCkzEBowcCuuEBl8cCj+EBqvcCt5EBlncCj+EBrkcCt5EBj9cCkzEBr5cCuuEBizcCj+EBtjcCu\
    uEBhpcCkzEBt4cCuuEB0cCkzEButcCysEBwscCxiEBxhcCv4EByrcCvjEBzgcCuuEBz1cCuuEB0qcCt5EB0qcCt5EB0qcCt5EB0qcCuuEBz1cCuu\
    EBz1cCuuEB0qcCt5EB0qcCt5EBz1cCvjEByrcCv4EBx2cCwtEBwscCx3EBv3cCj+EB0cCt5EBvicCj+EBhpcCt5EBt4cCkzEBh+cCuuEBsucCj+E\
    BjocCuuEBrkcCkzEBj9cCuuEBqvcCkzEBlncCt5EBp6cCj+EBmxcCt5EBowcCkzEBnmcCuuEBnmcCj+EBowcCuuEBmxcCj+EBplcCuuEBlncCkzE\
    Bp6cCuuEBkycCj+EBr5cCt5EBjocCkzEBsucCt5EBizcCkzEBtjcCuuEBhpcCj+E
    8423,7200,10800 7200,10800,3,4,4,180000,10,4,4,180000 hl+76ywZihlp5hnHBruACktABii+ACulAB0iACuoAB0iACvyABy1ACvyAB\
    y1ACrooYBtvcCz8EBuqcCz8IBuoEC0hcBuoECz+cBuoECz+cBuoECz+cBuoEC0hcBuoECz+cBuoECz+cBurECz7cBjoYCny3EBplcCx3EBsucClo\
    1EBj+ACj82ABqwAC11ABtjcC4pEBqvcC00EBukcCz2EBt4cC2qEBr5cCzhEButcCz2EBvicCz2EBvicCzwEBuzcCzwEBt+cC0lEBuzcC0lEBv4AC\
    ysABv4ACysABv4ACz2ABxhcCx3EBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBv4ACysABwkECw4cBwpcCx9EBvvECyucBu2cCztEBvjACzhABs9ci\
    zmu+MhqhylUCi3EBi8cCxiEBwtACx3ABxhcCxiEBz1cCuxEBzzACuxEB0qcCt5EB0qcCt5EB0qcCurABz4cCuuEBz2ACuuAB0oACt/AB0oECxiEB\
    xhcCwtEBx2cCv4EByrcCuuEBz1cCuuEB0qcCt5EB0qcCt5EB0qcCuuEBz1cCuuEBz1cCuuEB0qcCt5EB0qcCt5EB0qcCt5EB0qcCuuEBzgcCvjEB\
    yrcCv4EBxhcCxiEBwscCx3EBvicCkzEB0cCuuEBt4cCj+EBh+cCuuEBtjcCj+EBizcCuuEBr5cCkzEBjocCuuEBrkcCj+EBlncCt5EBqvcCj+EBl\
    8cCt5EBplcCkzEBmxcCuuEBn7cCj+EBn7cCuuEBmxcCkzEBowcCuuEBl8cCj+EBqvcCt5EBlncCj+EBrkcCt5EBj9cCkzEBr5cCuuEBizcCj+EBt\
    jcCuuEBhpcCkzEBt4cCuuEB0cCkzEButcCysEBwscCxiEBxhcCv4EByrcCvjEBzgcCuuEBz1cCuuEB0qcCt5EB0qcCt5EB0qcCt5EB0qcCuuEBz1\
    cCuuEBz1cCuuEB0qcCt5EB0qcCt5EBz1cCvjEByrcCv4EBx2cCwtEBwscCx3EBv3cCj+EB0cCt5EBvicCj+EBhpcCt5EBt4cCkzEBh+cCuuEBsuc\
    Cj+EBjocCuuEBrkcCkzEBj9cCuuEBqvcCkzEBlncCt5EBp6cCj+EBmxcCt5EBowcCkzEBnmcCuuEBnmcCj+EBowcCuuEBmxcCj+EBplcCuuEBlnc\
    CkzEBp6cCuuEBkycCj+EBr5cCt5EBjocCkzEBsucCt5EBizcCkzEBtjcCuuEBhpcCj+E
    25590,25200,28800,32400 25200 hmo6mq4Ki95lu7WDirrcBwhACh2gIBo6vACk6mcBww+A
    27402,28800,32400,30600 28800 hmi2y48QChnmjIDqkACn+SBklwGCutcB1gOCsvAB11ACuuABxiACuuABz2ACuuABz2ACuuABz2ACvjABz2\
    ACuuABz1cCtkEB0/cCtkEB10cCsvEB10cCtkEB0/cCtkEB0/cCtkEB0/cCtkEB10cCsvEB10cCsvEB10cCtkEB0/cCtkEB0/cCv4EBxhcCxiEBxh\
    cCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCmyEB7xcCxiEBxhcCxiEBxhcCi3+EBvic
    21996,21600,25200,28800 25200 hmjtn/kUiikjv7wMDlzzcCxkcDxlECxhcDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2cD\
    xiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECxhcDx3ECxhcDxiECxhcDxiECxhcDi4wMCutcDxiECxhcDxiECxhcDxiECxhcDxiECxhcDxiECx2c\
    Dpi3ECxhUDxiMCxhU
    25025,25200,28800,32400 28800 hmxhkj9fip5jw6RDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2A\
    DuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5ACj62c
    6952,7016,7200,10800,14400 10800 hlrrtymYi89qrmAjlogouICuqcDj3uECz4cDvgECxkcDwqECyrcDh21ECtmcDz8ECuqcDv5hECpicDl\
    oEC7xcDygECj4xcD2kECrtcDy7ECv3cDysECv3cDx3ECwscDysECwscDysECv3cDrw6EChsncDyyECtgcDpo9ICuuADt5EC0qcDthEC1icDtkEC0\
    /cDuuECyrcDv4EEl2tcDl8cChlkEDv+ACvjADxlACxiADxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADwtACx3ADxiA\
    CxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5IC0rADuuACz2ADuuA\
    Cz2ADuuAC0rADt8AC0oADt5AC0rADuuACz2ADuxACzzADuuAC1gADtkA
    25632,26400,27000,32400,28800,25200 25200 hm03xhvACpuxAjo6xppICj3/aEi5lGCikteFu0jC
    33768,32400,34200 32400 hm9htwsYirkj+iYB01+e
    8454,8440,7200,10800,14400 7200,10800,3,4,4,93600,10,5,0,7200 hlrrtw3aihj3zg0Oj1izirYCruADktACii+ADulAC0iADuoAC0\
    iADvyACy1ADvyACy1AEh1rADpvACl3ADw/ACxoADvyACuoADyyAC1gADvjACxiADwtACuuAD5zACoxAD5zACoxAD4+ACrlADz2ACt5ADx+7YCplc\
    Dx3ECsucDlo1ECj+ADj82ACqwAD11ACtjcD4pECqvcD00ECukcDz2ECt4cD2qECr5cDzhECutcDz2ECvicDz2ECvicDzwECuzcDzwECt+cD0lECu\
    zcDymECxqcDxuECwycDxxECv9cDzwMCutcD1gECwsYDxrECv3cDxuECx/cDwkECx2cDxxECv3cDx9ICx8cDwnECxncDw8ECv9cDymECx8cDwnECx\
    ncDw8ECv9cDy7ECxncDw8ECwyc
    16608,14400,16200 16200 hl04tm1Aihz3mvlA
    38076,39600,43200,46800 43200 hmz1ll2EinlihgMDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2A\
    DuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ABhi5ECt5A
    16092,19800,23400,18000,21600 18000 hmk39/lEihhxstwEBjq7cDmsgEEh2h8CDxhcEmhzEDuqcEvvEDy3c
    21020,21600 21600 hm4v9uzE
    20476,19800,20700 20700 hmw/k/sEih+irs5E
    32533,28800,32400,36000,39600 32400 hmw935nLip8v4gVDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxi\
    ACxiADxiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADu\
    uACz2ADuuACz2ADmoYEolED0rAEt5AD0rAEt5AD0rAEt5AD0rAEuuADz2AEuuADz2AEuuAD0rAEt5ADv9UCjq5M
    22286,21600,25200,28800 25200 hmw/yjvSip6105ODh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2A\
    DuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5ACj62c
    24406,24925,25200,26400,27000,32400,28800 28800 hl/js1tKikk6r/Zj5+nynNkok5l2Qlt6+tIEj6naGhm7kE
    26480,27000,28800,30000,32400 28800 hm240h0Qimt6wnYDi8teinv8+Qj21kpQinv8+Qj2yv9Qinv8+Qj2yv9Qinv8+Qj2yv9Qinv8+Qj2\
    1kpQinv8+Qj2yv9Qinv8+Qklo5lQCj6nc
    11516,10800 10800 hntmitsE
    27250,28800,32400,36000 28800 hmi2y28Oihi98mzCDslcCy6cDvsECuqcBikxICz8ABurACy7AB1jACuuABxiACurABz2ACuuABz2ACuuAB\
    z5ACvgABz2ACuuABz2ACtkAB1gACtkAB11ACsvAB11OCtkEB0/cCtkEB0/cCtkEB0/cCtkEB10cCsvEB10cCsvEB10cCtkEB0/cCtkEB0/cCv4EB\
    xhYCxiIBxhYCxiIBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCmyEB7xcCxiEBxhcCxiEBxhcCi3+EBvic
    36192,36000,39600,43200 39600 hm1hyt1Ail408yADh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2A\
    DuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5ABj62cChzmI
    28656,28800,32400 28800 hm9ht1sQio3ix/QBj79c
    -57368,29032,28800,32400 28800 hkquj3gYihztznxIDhn4kQCnjcDlopECknxcDo+qEClhcD4tkECw1cDtxwECmuc
    14064,14400 14400 hmw/ll0Q
    8008,7200,10800 7200,10800,3,5,0,10800,10,5,0,14400 hmy3un1YihyntkpIBxhcC0oEBt+cCwqEBwscCx3EBxkcCw/EBxhcCx3EBwsc\
    CxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBx2cCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhc\
    CxiEBxhcCx3EBxhcCxiEBxhcCxiE
    20928,21600,25200,28800 25200 hm1hwomAil43wjADh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2A\
    DuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ABhi5ECt5A
    19900,21600,25200,28800 25200 hmw92mpEip8xx/cDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiAClnUBr6QCxiABxiACxiABxiACx3ABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuA\
    Bz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5ABj62cCh73E
    17610,18000,21600,25200 21600 hmw7mwlWip/hrzaDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2A\
    DuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5ACj62c
    12324,10800,18000,21600,14400 18000 hm1hzk+cil4097UDh2q4YChzrcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAEh\
    ikECxiAEx3ACxiAExiACqwAE30ACxiAExiACxiAExiACxiAExiACx3AEz2ACuuAEz2ACuuAEz2ACuuAE0rACt5AE0rACt5AE0rACuuAEz2ACuuAE\
    z2ACuuA
    25180,25590,25200,28800,32400 25200 hmko4xpEikxt5vGj95lu7WEirrcCwhA
    26240,27000,32400,28800,25200 25200 hm9ht34Aio2lxoIBj8+aDi5lGBikteDu0jCE515e
    30180,30600,32400 32400 hml9v8scijw8pqcBju8keCi9mA
    12368,14400,10800 10800 hmw/lnpQihxpv9sQ
    15268,14400,18000,21600 18000 hm1hziicil409nEDh2q4cChzrcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiADxiACxiA\
    DxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2\
    ADuuAC1qpU
    15712,14400,18000,21600 18000 hm1hzh1Ail4091ADh2q4cChzrcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiADxiACxiA\
    DxiACx3ADhs0AC30ADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuACv4uU
    23087,23400,32400 23400 hmw/k86Ri1ghimHBjm9W
    11212,10800 10800 hnqx2t1U
    34248,32400,39600,43200,36000 39600 hmjvhztYihlz/5pYDhmjgYCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADx\
    iACxiADxiACxiADxiACx3AEhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2AEhikECuuAEz2ACuuAE0rACt5AE0rACt5AE0rACuuA\
    Ez2ACuuAEz2ACuuAE0rACt5AE0rACt5AE0rACt5AE0rACuuAEz2ACuuAEz2ACuuAE0rACt5AEj62cChwyE
    16073,14400,18000,21600 18000 hm1hzhpXil40+gJDh2q4cChzrcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiADxiACxiA\
    DxiACx3ADxiACxiA
    30472,30600,32400,36000,34200 32400 hml9v8jYijw8p0ADhm++eCp3cDy+ECvicDy+ECvlcD2qECr5cBi20EEhmuCBr8cE36EBsucE0rEB\
    tjcE1gEBtjcE1gEBtjcE1gEBtjcC+yED7x0GCuuADz2ACuuA
    24925,25200,26400,27000,32400,28800 28800 hmjonhtDi5+nynNjok5l2Qkt6+tIDj6naFhm7kE
    36892,36000,39600,43200 39600 hm1hys/Eil409ncDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2A\
    DuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5ACj62c
    29160,28800,32400 28800 hl6s98gYihnos2rIBoxgAC2kABtgcCysEBy3cCxiEBuqcCz8EBuqcCz8EBuqcCz8EBuqcCuoEB2+cCulEB0hcCul\
    EB0hcCulEBxkcCxlEBxkcCxiEBxkcCxiEBxkcCxiEBxkcC28EBrtcC25EBrtcCtr/EBxkcCxiEBxkcCkgrEBozc
    16631,18000,21600,25200 18000 hm1hzg4Jil407hHDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikE
    10751,10800,14400,18000 14400 hm1hzmwBi+8g8yPD542cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiADx\
    iACxiADxiACx3ABhikECxhYBxhcCxiEBxhcCxiEDhijcCxhcDx3ECh15cDuuECz1cDuuEC0qcDt5EC0qcDt5EC0qcDuuECz1cDuuECz1cDuuECow\
    cBr6QCt5A
    12344,12600,16200,14400,18000 12600 hm/whziIihnpm9/QDz/AEuxCDsvABpmACysCBq7cCxoEBxtcCrrmEBtpcCxiEBxncCw/EBxncCw/\
    EBxncCw/EBxncCw/EBxncCxiEBxncCw/EBxncCw/EBxncCw/EBxncCxiEBxncCw/EBxncCw/EBxncCw/EBxncCxiEBxncCi1tEBxncCxiEBxncCw\
    /EBxncCw/EBxncCw/EBxncCxiEBxncCw/EBxncCw/EBxncCw/EBxncCxiEBxncCw/EBxncCw/EBxncCw/EBxncCxiEBxncCw/EBxnc
    21516,19800,21600 21600 hnq+slrUihl32uhU
    33539,32400,36000 32400 hly8lpjQCigx8ABsvACzhABvjAC2qABr6AC2qABr6A
    20391,21600,25200,28800 25200 hmw+qz2Zip79kyHDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACi9A\
    Bw5ECuuABz2ACuuAB0rACt5AB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5ABj62cCh2vE
    34374,28800,32400,43200,39600,36000 36000 hmw933taip8v56GDh2q4cExkUDxiEExkcDxiEExkcDxlEExiIDxiAExiADxiAExiADxiAE\
    xiADxiAExiADxiAExiADxiAEx3AFhikEEqwADmxcExiADxiAExiADxiAExiADxiAExiADx3AEz2ADuuAEz2ADuuAEz2ADuuAE0rADt5AE0rADt5A\
    E0rADuuAEz2ADuuAEz2ADuuAE0rADt5AE0rADt5AE0rADt5AE0rADuuAEz2ADuuAEz2ADuuAE0rADt5AEv9UFjq5M
    24624,25590,25200,28800,32400 25200 hmko4x6Qikxt49aj95lu7WEirrcCwhADh2gICoznc
    31651,32400,36000,39600 36000 hmz1yx6dink078TDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2A\
    DuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5ACj62c
    31138,28800,32400,36000 32400 hmw936yeip8v21CDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAD\
    xiACxiADxiACx3ABhikECqwADmxcCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2A\
    DuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5ACj62c
    14553,13505,14400,18000,21600 18000 hmt1+ipHii7nqmYjqpiy6BEh2q4cDxkcExiEDxkcExiEDxkcExlEDxiIExiADxiAExiADxiAExiA\
    DxiAExiADxiAExiADxiAExiADx3AChikEDqwAEmxcDxiAExiADxiAExiADxiAExiADxiAEx3ADz2AEuuADz2AEuuADz2AEuuAD0rAEt5AD0rAEt5\
    AD0rAEuuADz2AEuuADz2AEuuAD0rAEt5AD0rAEt5AD0rAEt5AD0rAEuuADz2AEuuADz2AEuuAD0rAEt5ADj62c
    10680,10800,14400,18000 14400 hm1hzmyIi+8g8wID542cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiADx\
    iACxiADxiACx3ABhikECxiABxiACxiABxiACxiABxiACxiADik8cCz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rA\
    Dt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5AC0rA
    -6160,-6872,-7200,-3600,0,3600 -3600,0,3,5,0,0,10,5,0,3600 hlvj6m8Qi6qzj4QDk45cCs4EDroAC1rcDs7EC1rcDs7EC1rcDs+EC\
    1rcDs7EC1rcDi15ACwhADh0wACv4ADx3ACwtADysACwtADysACv4ADh0wACv4ADxiACxiADhz7ACxiADwtACx3ADysACv4ADxiACxiADwtACx3AD\
    ysAC0rADpmAC1mADw8ACxlADvgAEj9cDqwACmyEDtkAEjocDsvACl9EDsvAEj9cDr6ACl9EDsvAEj9cDr6ACl9EDvjACxiADxiMCxiADxiACxiAD\
    xiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiADxiACx3AD\
    xiACxiADxiACxiADxiACxiADxiAExjpUDxiAExiADxiAExiADx3AExiADxiAExiADxiAExiADxiAExiADxiAExiADxiAExiADx3AExiADxiAExiA\
    DxiAEoxEFowcEnzADpvAExiADxiAExiADxiA
    -15558,-11958,-14400,-10800 -14400,-10800,3,2,0,7200,11,1,0,7200 hmus5ryGAw1cBypEAuwcCsi3Mjrp/inaC6ncDuuEC0/cDsv\
    EC2pcDr6EC2pcDh0wECrkcD30ECp6cD4pECp6cD4+ECplcD4+ECplcD4+ECp6cDj/qECutcDy3lECxhcDxiECxhcDxiECx2cDwtECx2cDxiECxhc\
    DxiECxhcDxiECxhcDxiECxhcDxiECx2cDwtECx2cDxiECxhcDxiECxhcDxiECxhcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgc\
    DvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1cDvjECzgcDvjECzgcDvjECz1cDuuECz1cDuuECz1c
    -3696,-3600,0,3600 0,3600,3,5,0,3600,10,5,0,7200 hmzgo3nQi3j7mxQDhj71YCwtEDxiACxiADxiACxiADxiACxiADxiACx3ADxiACx\
    iADxiACxiADxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiA
    -5644,-7200,-3600 -3600 hmputq1AChg6jABjq7cChgniM
    -1624,0,3600 0,3600,3,5,0,3600,10,5,0,7200 hml27piYiik7sx5YBxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiAC\
    xiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    -4056,-3600,0,3600 0,3600,3,5,0,3600,10,5,0,7200 hmputnkQCk45cBs4ECroAB1rcCs7EB1rcCs7EB1rcCs+EB1rcCs7EB1rcCi15AB\
    whACh0wABv4ACx3ABwtACysABwtACysABv4ACh0wABv4ACxiABxiAChz7ABxiACwtABx3ACysABv4ACxiABxiACwtABx3ACysAB0rACpmAB1mACw\
    8ABxlACvgADj9cCqwABmyECtkADjocCsvABl9ECsvADj9cCr6ABl9ECsvADj9cCr6ABl9ECvjABxiACxiMBxiACxiABxiACxiABxiACxiABxiACx\
    iABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACx\
    iABxiACxiADxj+UCwtADxiACxiADxiACx3ADxiACxiADxiACxiEDxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiAC\
    xiADxiACxiA
    -5280,-3600,0 0 hml2hg9AiozhmzAB25ECrtcB5nECo/cB5nECht9cBo9ECzjncBxiICrlEB3zcCrlAB2/ACr6AB11ACsvAB11ACsvAB11ACsv\
    AB2qACr6AB2qACvjABzhACvjABzhACvjABz2ACuuABzhACvjABz2ACvjABzhACvjABzhACvjABzhACvjABzhACvjABz2ACvjABzhACvjABzhACvj\
    ABzhACvjABzhACvjABzhACvjABz2ACvjABzhACvjABzhACvjABzhACvjABzhACvjABz2ACvjA
    -8768,-7200 -7200 hl04t/uA
    -1368,0 0 hnuklm6Y
    -13884,-14400,-10800,-7200 -10800 hmp0o35ci4g1+8EBwscCx3EBwscCysEBwscCx3EBwscCx3EBwscCx3EBo/cChrk+EDt4cC0qcDtkEC\
    0/cBhhvECt5EB0qcCt5EB0qcCt5EB0qcCt5EB0/cCtkEB0/cCt5EB0qcCt5EB0qcCt5EB0qcCt5EB0qcCt5EB0/cCt5EB0qcCt5EB0qcCt5EB0qc\
    Ct5EB0qcCt5EB0rECtkEB10cCsvEB10cCtkEB0/cCtkEB0/cCtkEB0/cCtkEB0/cCtkEB10cCtkEB0/cCtkEB0/cCtkE
    36292,36000,39600 36000,39600,10,1,0,7200,4,1,0,10800 hl5xs/5ci0zww6EBn5AC6woABolACxiABxiACx3ABwtAC9xgABrlAC2/AB\
    r6AC2qABr6AC2qABr6AC2qABsvAC2qABr6AC2qABr6AC2qABr6AC2qABr6AC2qABr6AC2qABvjACz2ABr6AC2qABr6AC2qABr6AC2qABtkAC0rAB\
    t5AC1gABt5AC1gABtkAC1gABr6AC2qABr6AC2qABr6AC2qABsvAC2qABr6AC2qABr6AC2qABuuACz2ABuuACz2ABuuACz2ABuuAC0rABt5ACuuAB\
    z2AC0rABuuACz2ABuuACz2ABuuAC0rABt5AC0rABuuACz2ABt5AC0rA
    33260,32400,34200,37800 34200,37800,10,1,0,7200,4,1,0,10800 hl5xti4Uij/2+icDy9iGCn5AD6woAColADxiACxiADx3ACwtAD9x\
    gACrlAD2/ACr6AD2qACr6AD2qACr6AD2qACsvAD2qACr6AD2qACr6AD2qACr6AD2qACr6AD2qACr6AD2qACsvAD2qACr6AD2qACr6AD2qACr6AD2\
    qACtkAD0rACt5AD1gACt5AD1gACtkAD1gACtkAD1gACr6AD2qACt5AD0rACsvAD2qACtkAD1gACt5AD0rACuuADz2ACuuADz2ACuuADz2ACuuAD0\
    rACt5AD0rACt5AD0rACuuADz2ACuuADz2ACuuAD0rACt5AD0rACuuADz2ACt5AD0rA
    36728,36000,39600 36000 hl5u7n4Ii02io7YBn5AC6woABolACxiABxiACx3ABwtAC9xgABrlACy9iABr6AC2qABr6AC2qABr6A
    33948,36000,32400,34200,37800 34200,37800,10,1,0,7200,4,1,0,10800 hl5xtijEihu8nrcDi7/EEy9iGDn5AE6woADolAExiADxiA\
    Ex3ADwtAE9xgADrlAE2/ADr6AE2qADr6AE2qADr6AE2qADsvAE2qADr6AE2qADr6AE2qADr6AE2qADr6AE2qADr6AE2qADvjAEz2ADr6AE2qADr6\
    AE2qADr6AE2qADtkAE0rADt5AE1gADt5AE1gADtkAE1gADr6AE2qADr6AE2qADr6AE2qADsvAE2qADr6AE2qADr6AE2qADuuAEz2ADuuAEz2ADuu\
    AEz2ADuuAE0rADt5AE0rADt5AE0rADuuAEz2ADuuAEz2ADuuAE0rADt5AE0rADuuAEz2ADt5AE0rA
    35356,36000,39600 36000,39600,10,1,0,7200,4,1,0,10800 hl6i8gnEiz6u98cBwtAC0rABr6AC2qABr6AC4t/ABolACxiABxiACx3ABw\
    tAC5lnABxiACz2ABsvAC11ABsvAC11ABtkAC11ABrlAC2/ABr6AC2qABr6AC2qABr6AC2qABsvAC2qABr6AC2qABr6AC2qABr6AC2qABr6AC2qAB\
    r6AC2qABuuAC0rABt5AC0rABr6AC2qABr6AC2qABr6AC11ABt5AC1gABt5AC1gABtkAC1gABtkAC1gABuuACx3ABwtACx3ABwtACx3ABwtACx3AB\
    wtACx3ABxiACx3ABwtACx3ABwtACx3ABwtACx3ABwtACuuABz2ACysABwtACx3ABwtACx3ABwtACx3ABwtACx3ABxiACxiABwtA
    31400,32400,34200,37800 34200 hl5xtkyYij/28oYDy9iGCn5AD6woAColADxiACxiADx3ACwtA
    30928,31500,35100 31500 hl6qsi1Qiz6xyrEBn5AC6woABolACxiABxiAChh5wABr6ACpo0ABr6ACon6ABp7ACv5qABqwAC0rABuuACz2ABuuA
    38180,36000,37800,41400,39600 37800,39600,10,1,0,7200,4,1,0,7200 hl5xs9+ciiw+v74ED2qGCsucD2qECr5cD2qECr5cD2qECr5\
    cE2qECtjeE0rCCt4eE1gCCt4eE1gCCtjeE1gCCr5eE2qCCr5eE2qCCr5eE2qCCsueE2qCCr5eE2qCCr5eE2qCCuteEz2CCuteEz2CCuteEz2CCut\
    eE0rCCt4eEuuCCz1eE0rCCuteEz2CCuteEz2CCuteE0rCCt4eE0rCCuteEz2CCt4eE0rC
    35756,36000,39600 36000 hl5u7o2Ui02in9MBn5AC6woABolACxiABxiACx3ABwtAC9xgABrlACy9iABr6AC2qABr6AC2qABr6AC2qABsvAC2\
    qABr6A
    34792,36000,39600 36000,39600,10,1,0,7200,4,1,0,10800 hl5xthoYi0zwvrIBn5AC6woABolACxiABxiACx3ABwtAC9xgABrlAC2/AB\
    r6AC2qABr6AC2qABr6AC2qABsvAC2qABr6AC2qABr6AC2qABr6AC2qABr6AC2qABr6AC2qABsvAC2qABr6AC2qABr6AC2qABr6AC2qABtkAC0rAB\
    t5AC0rABuuAC1gABtkAC1gABtkAC1gABr6AC2qABr6AC2qABsvAC2qABr6AC2qABt5AC0rABuuACz2ABuuACz2ABuuACz2ABuuAC0rABt5ACuuAB\
    z2AC0rABuuACz2ABuuACz2ABuuAC0rABt5AC0rABuuACz2ABt5AC0rA
    27804,28800,32400 28800 hl6qsl3Eiz6xx9cBn5AC6woABolACxiABxiAChh5wABr6ACpo0ABr6ACon6ABp7ACv5qABqwAC0rABuuACz2ABuuA
    3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hmtw4l7AAurEByvIAuuABz2AAuuAB3h0AAi4zABt5AAx3ABxiAAxiABxiAAv1ABhh4mA\
    AwtABx3AAxiABxiAAxiABx3AAwtABxiAAxiABxiAAxiABxiAAxiABxiAAx3ABxiAAxiABxiAAxiABxiAAxiABxiAAxiABxiAAxiABxiAAx3ABxiA\
    AxiABxiAAxiABxiAAxiABxiAAxiABxiAAxiA
    -21600,-18000 -21600,-18000,3,2,0,7200,11,1,0,7200 hmvqsrkAAz1cBuuEAz1cB37qEAj8ycB3i+EAxhcBxiEAxhcBxiEAxhcBxiEAx\
    hcBxiEAx2cBxiEAxhcBxiEAxhcBmyEA7xcBrlEA2+cBxiEAx2cBwtEAx2cBxiEAxhcBxiEAxhcBxiEAxhcBxiEAxhcBxiEAx2cBwtEAx2cBxiEAx\
    hcBxiEAxhcBxiEAxhcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz\
    gcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1c
    -26248,-25200,-21600,-18000 -21600,-18000,9,1,6,79200,4,1,6,79200 hm88uwkIihigz+9YBt4cC2qEBr5cCysEButcCz2EButcC0\
    rEBt4cCzhEBvicC0rEBt4cC0rEButcCz2EButcCz2EButcC0rEBt4cC0rEBt4cC0rEButcCz2EDhikACutcDz2ECutcD0rECt4cD0rECt4cD0rEC\
    xhcDxiECutcDz2ECutcD0rECt4cDx3ECwscD0rECutcDz2ECutcDz2ECutcDz2ECutcD0rECt4cD0rECv3cDysECutcDysECx2cDx3ECutcD0rEC\
    t4cD0rECt4cD0rECt4cD0rECutcDz2ECutcDz2ECutcD0rECt4cD0rECv3cDysECutcDz2ECwscDx3ECz1cDp7EC3zcDr6EC2pcDsvEC10cDsvEC\
    h53cDoxEC5ycDoxEC5ycDoxEC2pcDuuECz1cDuuECz1cDuuECz1cDvjE
    7200,10800 7200,10800,3,5,0,10800,10,5,0,14400 hom6o48QAwtABx3AAxiABxiAAxiABx3AAwtABxiAAxiABxiAAxiABxiAAxiABxiAA\
    x3ABxiAAxiABxiAAxiABxiAAxiABxiAAxiABxiAAxiABxiAAx3ABxiAAxiABxiAAxiABxiAAxiABxiAAxiABxiAAxiA
    -18000 -18000
    -18000,-14400 -18000,-14400,3,2,0,7200,11,1,0,7200 hmvqsnzQAz1cBuuEAz1cB37qEAj8ycB3i+EAxhcBxiEAxhcBxiEAxhcBxiEAx\
    hcBxiEAx2cBxiEAxhcBxiEAxhcBmyEA7xcBrlEA2+cBxiEAx2cBwtEAx2cBxiEAxhcBxiEAxhcBxiEAxhcBxiEAxhcBxiEAx2cBwtEAx2cBxiEAx\
    hcBxiEAxhcBxiEAxhcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz\
    gcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1c
    -1521,2079,0,3600 3600,0,10,5,0,7200,3,5,0,3600 hmtyts8RCsvAjvypsPCvmADx0ACx6ADw/ACxlADw/ACz5ADvgACxlADwqACysADy\
    sACt5ADz2ACvjADz2ACuuADz2ACv4ADx3ACwtADzhACv4ADysACv4ADx3ACwtADysACv4ADysACv4ADx3ACxiADysACv4ADx3ACwtADysACv4ADy\
    sACv4ADx3ACwtADysAC0rADpmACnitADvjAC11ADv4ACysADuuACz2ADv4ACx3ADwtACx3ADxiACx3ADwtACv4ADx3ACwtADysACv4ADzhACv4AD\
    x3ACwtADysACv4ADysACv4ADx3ACwtADwtAC0rADt5AC0rADuuACz2ADt5AC0rADt5AC0rADt5AC0rADt5AC1gADqwACj+1ADtkAC1gADtkAC1gA\
    DtkAC1gADtkAC1gADt5AC0rADt5AC0rADt5AC1gADtkAC1gADtkAC1gADutcCz2ADuuACz2ADuuACz2ADuuAC0rADuuACz2ADuuACz2ADuuACz2A\
    DuuACz2ADuuAC0rADt5AC0rADuuACz2ADuuACz2ADuuACz2ADuuACz2ADuuACz2A
    0 0
    -3600 -3600
    -36000 -36000
    -39600 -39600
    -43200 -43200
    -7200 -7200
    -10800 -10800
    -14400 -14400
    -21600 -21600
    -25200 -25200
    -28800 -28800
    -32400 -32400
    3600 3600
    36000 36000
    39600 39600
    43200 43200
    46800 46800
    50400 50400
    7200 7200
    10800 10800
    14400 14400
    18000 18000
    21600 21600
    25200 25200
    28800 28800
    32400 32400
    1172,4772,4800,1200,7200,3600 3600,7200,3,5,0,7200,10,5,0,10800 hmtw4r3MAuqcByvMAuuABysAAxiABx3AAwtABx3AAwtABx3A\
    AwtABw/AAysAB2kAAsgABwtAAx3AB25AArrAB09AAtnAB1gAAtkAB1mAAtzAB00AAtwAB03AAttAB06AAtqAB11AAsvAB1jAAt2AB0xAAtzAB00A\
    AtwAB06AAtqAB1yACj3Ujn4l4UC1gADtkAC1jADt2AE02YliqlmmAEt5AFx3AExiAFxiAExiAFv1AEhh4mAFwtAEx3AFxiAExiAFxiAEx3AFwtAE\
    xiAFxiAExiAFxiAExiAFxiAExiAFx3AExiAFxiAExiAFxiAExiAFxiAExiAFxiAExiAFxiAExiAFx3AExiAFxiAExiAFxiAExiAFxiAExiAFxiAE\
    xiAFxiA
    364,0,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl/jts8Uihrg2p7MDhpmqECxiADxiACxiADxiACxiADxiACxiADxiACxiADxiA\
    Cx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiA
    11532,10800,14400,18000 14400 hm1hwxrUil43xucDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiAB\
    hikECxiABx3ACxiABhzmACxiABxiACxiABxiACxiABxiACx3ABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuu\
    AB0rACt5AB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5ABj62cChwyE
    5692,7200,10800,3600 7200,10800,3,5,0,10800,10,5,0,14400 hmt4gosAiu/5yjABlncCpmsEBikcDhz1QBt7YDxzcBxlECo6lcBrzcC\
    4gsEB1sACs7IBxiACwtABwwACx0ABwtECx3YBw+ACxqcBw7cCxiQBxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiA\
    CxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    -75,0,3600,7200 0,3600,3,5,0,3600,10,5,0,7200 hktl6iuLiigszo+VBsvACx3ABvmACx0ABx6ACw/ABxlACw/ABz5ACvgABxlACwqABy\
    sACysABt5ACz2ABvjACz2ABv4ACysABv4ACx3ABwtACzhABv4ACysABv4ACx3ABwtACysABv4ACysABv4ACx3ABxiACysABv4ACx3ABwtACysABv\
    4ACysABv4ACx3ABwtACysAB0rACpmADho1cCpmAD2qACr6AD2qACsvAD11ACv4ADyvACp4ABn8ECx3ABwtACvjADizcCrlABn8ECsvAB11ACuuAB\
    z2ACv4ABx3ACwtABx3ACxiABx3ACwtABv4ACx3ABwtACysABv4ACzhABv4ACx3ABwtACysABv4ACysABv4ACx3ABwtACwtAB0rACt5AB0rACuuAB\
    z2ACt5AB0rACt5AB0rACt5AB0rACt5AB1gACqwABj+1ACtkAB1gACtkAB1gACtkAB1gACtkAB1gACt5AB0rACt5AB0rACt5AB1gACtkAB1gACtkA\
    B1gACutcBz2ACuuABz2ACuuABz2ACuuAB0rACuuABz2ACuuABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACuuABz2ACuuABz2ACuuABz2ACuuA\
    Bz2ACuuABz2A
    4920,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hlvj58iIih18qxsYBh02MCt5ABx3ACxiABxiAC0uABspAChok+ABxiACxiABx3A\
    CxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    3464,3600,7200,0 3600,7200,3,5,0,7200,10,5,0,10800 hl2s/63Yi3j4rjIBurECyvIBuuACz2ABuuAC3h0ABi4zACt5ABx3ACxiABxiA\
    CxiABxiAC0rABurADloEBn8AClncBv4ACysABv4ACx0ABwwAC/x/ABxiACx3ABwtACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxi\
    ACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    1050,0,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl2+xygAC4jjADhyzcCurADyvICuuADz2ACuuABlpICqrQB0rACsvAB30ACtq\
    AB1jACulABysACysABv4ACwtABx3ACxiABxiACysABv4ACx3ABwtACysABwtMCysABv4ACx3ABwtACysABv4ACxiABxiACwtABysACxiABxiACwt\
    ABx3ACysABv4ACxiABxiACwtABx3ACysAB0rACpmADn/ACiz/cDt5ACx3ADxiACv1ADyvACv1AD2/ACtnADhg0gACwtADx3ACxiADxiACxiADx3A\
    CwtADxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiA\
    CxiADxiACxiA
    6264,7200,10800 7200,10800,3,5,0,10800,10,5,0,14400 hm77h0wIi48oqYBsyACxiABxiACx3ABxiACxiABxiACxiABxiACxiABxiACx\
    iABxiACxiABxiAChqt5ABr5cCx3ABwtECxiIBxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3A\
    CxhYBxiACxiABxiACxiABxiACxiABxhcCxiEBxhcCx3EBz1c
    4580,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl1xvksci3/phuEBurECyvIBuuACz2ABuuACz5ABurACzhABv4AC1/yUBh13MCt\
    5ABx3ACxiABxiACz7UBxlECuiIBx5cCw/EBxiACxiABxiACx3ABwtACk+5YBsucC11MBsvAC2/ABrlAC2/ABrlAC4jiYBwtACxiABxiACxiABxiA\
    CxiABxiACxiIBx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    2048,1786,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hkyvh60AihmumngGjhskm47aCuuADz2ACuuADhpl1ECxiADxiACxiADxiA\
    CxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiA
    6920,6900,6264,7200,10800,3600,14400 7200,10800,3,5,0,10800,10,5,0,14400 hlrrtynYihj7p1wUjs0qs3ck48oqYDsyAExiADx\
    iAEx3ADxiAExiADxiAExiADxiAExiADxiAExiADxiAExiADxiAE99AD/vcFhsrQDt5AFx3ADxiAEtsUGhnlqcExkcGxiEExkcGxiEExkcGxlEExi\
    IGxiAExiAGxiAExiAGxiAExiAGxiAExiAGxiAExiAGxiAEj9cDt5IExiADxiAExhYDxhcExiEDxhcExiEDxhcExiEDxhcEx3EDz1cEuuMDz2AEuu\
    ADz2AEuuAD0rAEt5AD0rAEt5AD0rAEuuADz2AEuuADz2AEuuAD0rAEt5AD0rAEt5AD0rAEt5AD0rAEuuADz2AEuuADz2AEuuAD0rAEt5AD0rAEt5\
    AD0rAEuuADz2AEuuADz2AEuuADz2AEuuAD0rAEt5AD0rAEt5AD0rAEuuADz2AEuuADz2AEuuAD0rA
    3020,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl4w575Ui1hjnpMBtgcC5o5IBi0vICt5ABx3ACxiABxiACxiABs1AC4pABrxAC2\
    /ABpmAC5zABoxAChh8kABwtACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiA\
    CxiABxiACxiABxiACxiABxiACxiABxiA
    -1284,0,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hlr9iiwEihh1ro8cBsvACx3ABvmACx0ABx6ACw/ABxlACw/ABz5ACvgABxlA\
    CwqABysACysABt5ACz2ABvjACz2ABv4ACysABv4ACx3ABwtACzhABv4ACysABv4ACx3ABwtACysABv4ACysABv4ACx3ABxiACysABv4ACx3ABwtA\
    CysABv4ACysABv4ACx3ABwtACysAB0rACpmADho1cCpmAD2qACr6AD2qACsvAD11ACv4ADyvACp4ABn8ECx3ABwtACvjADizcCrlABn8ECsvAB11\
    ACuuABz2ACv4ABx3ACwtABx3ACxiABx3ACwtABv4ACx3ABwtACysABv4ACzhABv4ACx3AD62tcCxiADxiACxiADxiACx3ADxiACxiADxiACxiADx\
    iACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiA
    -609,0,3600,7200 0,3600,3,5,0,3600,10,5,0,7200 hmq6tkvBii4gm9fBsvACx3ABvmACx0ABx6ACw/ABxlACw/ABz5ACvgABxlACwqABy\
    sACysABt5ACz2ABvjACz2ABv4ACysABv4ACx3ABwtACzhABv4ACysABv4ACx3ABwtACysABv4ACysABv4ACx3ABxiACysABv4ACx3ABwtACysABv\
    4ACysABv4ACx3ABwtACysAB0rACpmADr/UCiv/IDt5ACx3ADxiACxiADxiACp4ABn8ECx3ABwtACvjADizcCrlABn8ECsvAB11ACuuABz2ACv4AB\
    x3ACwtABx3ACxiABx3ACwtABv4ACx3ABwtACysABv4ACzhABv4ACx3ABwtACysABv4ACysABv4ACx3ABwtACwtAB0rACt5AB0rACuuABz2ACt5AB\
    0rACt5AB0rACt5AB0rACt5AB1gACqwABj+1ACtkAB1gACtkAB1gACtkAB1gACtkAB1gACt5AB0rACt5AB0rACt5AB1gACtkAB1gACtkAB1gACutc\
    Bz2ACuuABz2ACuuABz2ACuuAB0rACuuABz2ACuuABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACuuABz2ACuuABz2ACuuABz2ACuuABz2ACuuABz2A
    5989,7200,10800 7200,10800,3,5,0,10800,10,5,0,14400 hmynm74biz114yFBxoAChpl4IBxiACxiABxiACxiEBxiACxiABx3ACxiABxi\
    ACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    -1075,0,3600,7200 0,3600,3,5,0,3600,10,5,0,7200 hlus/2hTi/lt1rNBsvACx3ABvmACx0ABx6ACw/ABxlACw/ABz5ACvgABxlACwqAB\
    ysACysABt5ACz2ABvjACz2ABv4ACysABv4ACx3ABwtACzhABv4ACysABv4ACx3ABwtACysABv4ACysABv4ACx3ABxiACysABv4ACx3ABwtACysAB\
    v4ACysABv4ACx3ABwtACysAB0rACpmADho1cCpmAD2qACr6AD2qACsvAD11ACv4ADyvACp4ABn8ECx3ABwtACvjADizcCrlABn8ECsvAB11ACuuA\
    Bz2ACv4ABx3ACwtABx3ACxiABx3ACwtABv4ACx3ABwtACysABv4ACzhABv4ACx3ABwtACysABv4ACysABv4ACx3ABwtACwtAB0rACt5AB0rACuuA\
    Bz2ACt5AB0rACt5AB0rACt5AB0rACt5AB1gACqwABj+1ACtkAB1gACtkAB1gACtkAB1gACtkAB1gACt5AB0rACt5AB0rACt5AB1gACtkAB1gACtk\
    AB1gACutcBz2ACuuABz2ACuuABz2ACuuAB0rACuuABz2ACuuABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACuuABz2ACuuABz2ACuuABz2ACuu\
    ABz2ACuuABz2A
    -506,0,3600,7200 0,3600,3,5,0,3600,10,5,0,7200 hl82wvoACzmpIBsvACx3ABvmACx0ABx6ACw/ABxlACw/ABz5ACvgABxlACwqABysA\
    CysABt5ACz2ABvjACz2ABv4ACysABv4ACx3ABwtACzhABv4ACysABv4ACx3ABwtACysABv4ACysABv4ACx3ABxiACysABv4ACx3ABwtACysABv4A\
    CysABv4ACx3ABwtACysAB0rACpmADr/UCiv/IDt5ACx3ADxiACxiADxiACp4ABn8ECx3ABwtACvjADizcCrlABn8ECsvAB11ACuuABz2ACv4ABx3\
    ACwtABx3ACxiABx3ACwtABv4ACx3ABwtACysABv4ACzhABv4ACx3ABwtACysABv4ACysABv4ACx3ABwtACwtAB0rACt5AB0rACuuABz2ACt5AB0r\
    ACt5AB0rACt5AB0rACt5AB1gACqwABj+1ACtkAB1gACtkAB1gACtkAB1gACtkAB1gACt5AB0rACt5AB0rACt5AB1gACtkAB1gACtkAB1gACutcBz\
    2ACuuABz2ACuuABz2ACuuAB0rACuuABz2ACuuABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACuuABz2ACuuABz2ACuuABz2ACuuABz2ACuuABz2A
    4920,3600,7200,10800,14400 7200 hl36k26Ii12zvgYBurECyvIBuuACz2ABuuAC3h0ABi4zACt5ABx3ACxiABxiACxiADiwUCxtcDu3EEhl\
    t9cDxkcExiEDxkcExiEDxkcExlEDxiIExiADxiAExiADxiAExiADxiAExiADxiAChikEDxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiA\
    CxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuA\
    Cz2ADuuAC0rADt5ACj62c
    7324,7200,10800,3600,14400 7200,10800,3,5,0,10800,10,5,0,14400 hm1hzp7Eil408vcBshmcDhmoQBt5ADx3ACjiYEhog2YCxkcEx\
    iECxkcExiECxkcExlECxiIExiACxiAExiACxiAExiACxiAExiACxiAExiACxiAExiACplcBhq1ICxiABxiACxiABxiACxiABxiACxiABxiACx3A
    11928,10800,14400,18000 10800 hmwwgusACr33UDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiABhi\
    kECxiABx3ACxiABhzmACxiABxiACxiABxiACxiABxiACx3ABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB\
    0rACt5AB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5ABj62c
    -2205,0,3600,7200 0,3600,3,5,0,3600,10,5,0,7200 hmputj0ACk45cBs4ECroAB1rcCs7EB1rcCs7EB1rcCs+EB1rcCs7EB1rcCi15ABw\
    hACh0wABv4ACx3ABwtACysABwtACysABv4ACh0wABv4ACxiABxiAChz7ABxiACwtABx3ACysABv4ACxiABxiACwtABx3ACysAB0rACpmAB1mACw8\
    ABxlACvgADj9cCqwABmyECtkADjocCsvABl9ECsvADj9cCr6ABl9ECsvADj9cCr6ABl9ECvjABxiACxiMBxiACxiABxiACxiABxiACxiABxiACxi\
    ABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxi\
    ABxiACxiABrm+YCxiABxiACx3EBxiACxiABxiACx3ABwtACxhcBxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiEBxiACxiABxiACxiABxiACx\
    iABxiACxiABx3ACxiABxiACxiADhikACxiADxiACxiADxiACxiABhltA
    3484,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hlvj59vEih18qv/cBh02MCt5ABx3ACxiABxiACxiABv1AChok+ABxiACxiABx3A\
    CxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    1476,3600,7200,0 3600,7200,3,5,0,7200,10,5,0,10800 hmiqlrtcirn331EBthECz1cBtnECz2IBuuADmxYBpjAD0rMBsuUD30IBtpYD1\
    jIBukYDysEByrcDv4IBwsYDx3EBxkcDw/EByrcDv4EBx2cDwtEByrcDwtEByrcDv4MBx3ADwtABysADv4ABxiADxiABwtADysABxiADxiABwtADx\
    3ABysADv4ABxiADxiABwtADx3ABysAD0rABpmACntABi0xcCt5ABx3ACxiABv4ACysABv1AC2/ABtnAChg0gABwtACx3ABxiACxiABxiACx3ABwt\
    ACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxi\
    ACxiABxiA
    -884,0,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl/jttoACyv9cBwqECxhcBxlECk7hcBwhECh0vcBv4ECx2cBwtECysABwtACy\
    rcBv4EConwcBqkECxhcDizcCuxABhi2ICvicDio6cCrrED1ucCv4EDyrcCv4EDyrcCv4EDyrcCv4EDi4ycCuuED6n/cCwtEDx2cCwtEDwscCxiED\
    x2cCwtEDx3ICxiADxiACxiADx3ACwtADxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiADxiACx3AD\
    xiACxiADxiACxiADxiACxiADxiACxiADxiACxiA
    3484,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl4r707Ei1n2poMBrkcCxiEBxkcCvgEBz4cCt2EB0qcCv4EBxhcC1j7EBixyICt\
    5ABx3ACw/ABv4ACyvABvxYCxlIBzhACviYBzhACt5IB0rACy73YBr5cC2/EBrlAC2/ABrlAC30ABrlAC2/ABrlAC2qABr6AC2/ABr6ACw/ABxiAC\
    zkABt8AC0oIButcCz2EButcCz2EButcCz2EButcCz2EButcCyvEBwpcCx3EBxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiAC\
    xiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    6616,6600,7200,10800,3600,14400 10800 hlrrtyxIihp2l4gQjl4075ICr5qcEhukQCt5AEx3ACxiADowUFhnqmcDxkcFxiEDxkcFxiEDxk\
    cFxlEDxiIFxiADxiAFxiADxiAFxiADxiAFxiADxiAFxiADxiACik9EDxiACxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADu\
    uAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5A
    1772,561,0,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl3hjn8Uix2s69bjk8+7tBCqnADwqACyvADurACz5ADt2AC0uADssAC30\
    ADtqAC1jADulACysAD11ACsvADwtACx3ADxiACxiADysACv4ADx3ACwtADysACwtADysACv4ADx3ACwtADysACv4ADxiACxiADwtACysADxiACxi\
    ADwtACx3ADysACv4ADxiACxiADwtACx3ADysAC0rADpmMEho4UDutcEuuED2qIEt5ADx3AExiADxzYEwwIDv1AEhg1scDxhcEx3IDwtAEx3ADxiA\
    ExiADxiAEx3ADwtAExiADxiAExiADxiAExiADxiAExiADx3AExiADxiAExiADxiAExiADxiAExiADxiAExiADxiAExiADx3AExiADxiAExiADxiA\
    ExiADxiAExiADxiAExiADxiA
    9017,9079,12679,16279,14400,10800,18000,7200 10800 hmt1+n2Hi9/09SBw5ADuwcCqhED4lckivzkXFkpQEhzvAGjlcEvsAFi6EHhin\
    EFoosEEh2q4cFxkcExiEFxkcExiEFxkcExlEFxiIExiAFxiAExiAFxiAExiAFxiAExiAFxiAExiAFxiAExiAFx3AHhikEFqwAEmxcFxiAExiAFxi\
    AExiAFxiAExiAFxiAEx3AFz2AEuuAFz2AEuuAFz2AEuuAF0rAEt5AF0rAEt5AF0rAEuuAFz2AEuuAFz2AEuuAF0rAEt5AF0rAEt5AF0rAEt5AF0r\
    AEuuAFz2AEuuAFz2AEuuAF0rAEt5AFj62c
    2580,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl5u8pjMi0jzv0UBsoYC5xkABisnMCt5ABx3ACxiABxiACxiABxiACuszABx3AC\
    xiABxiACxiABxiACxiABxiACxiABxiACxiABx3AC0rABt5ACvyjABwtACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiA\
    CxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    561,0,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hmo2g0iPik+uqlBBqnACwqAByvACurABz5ACt2AB0uACssAB30ACtqAB1jACul\
    ABysAC11ABsvACwtABx3ACxiABxiACysABv4ACx3ABwtACysABwtACysABv4ACx3ABwtACysABv4ACxiABxiACwtABysACxiABxiACwtABx3ACys\
    ABv4ACxiABxiACwtABx3ACysAB0rACpmMDqsQCixyMDt5ACx3ADxiACxzYDwwICv1ADhg1scCxhcDx3ICwtADx3ACxiADxiACxiADx3ACwtADxiA\
    CxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiA
    5794,9394,7200,10800,3600,14400 7200,10800,3,5,0,10800,10,5,0,14400 hmvrzh/eAuuAByvAAk5ACnu1Yjtsu80CC+9cEht7QCt5\
    AEx3ACxiAExiADhgYFhng0YDxkcFxiEDxkcFxiEDxkcFxlEDxiIFxiADxiAFxiADxiAFxiADxiAFxiADxiAChikEDxiACx3ADxiACxiADxiACxiA\
    DxiACxiADxiACxiADxiACxiADx3ACxiADxiECz2ADuuACz2ADuuAC0rADhv9A
    2996,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl4r5grQC4luABrkcCxiEBxkcCvgEBz4cCt2EB0qcCv4EBxhcC1j7EBixyICt5A\
    Bx3ACxiABv1ACyvABvxYCxlIBzhACviYBzhACt5IB0rACy73YBr5cC2/EBrlAC2/ABrlAC30ABrlAC2/ABrlAC2qABr6AC2/ABr6AC2/ABrlAC2q\
    ABr6AC2/ABrlAC2/ABrlAC2qABr6AC2/ABr6AC2qABr6ACx3IBwtACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxi\
    ABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    12020,10800,14400,18000 14400 hmwwgusACr33UDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACxiABhi\
    kECxiABx3AChkjEDviYCxiADxiACxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2AD\
    uuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ABhi5ECt5A
    4420,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hlvj58xcih18qw9EBh02MCt5ABx3ACxiABxiACxiABv1AChok+ABxiACxiABx3A\
    CxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    11058,10800,14400,18000 14400 hmwwgusACr33UDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiABhikECxiABx\
    iACxiABx3ACxiABhzmACxiABxiACxiABxiACxiABxiACx3ABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB\
    0rACt5AB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5ABj62cCiomE
    8184,8160,7200,10800,3600,14400 10800 hlrrtxgIihp2l4gYjl409qACslkcEhiqQCt5AEx3ACxiAD9UFhnx5cDxkcFxiEDxkcFxiEDxkc\
    FxlEDxiIFxiADxiAFxiADxiAFxiADxiAFxiADxiAFxiADxiAC6oADh73ECxiADxiACxiADxiAFjoUDt5IFxiADxiAFx2YDz2MChikEDuuACz2ADu\
    uAC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADt5AC0rADuuACz2ADuuACz2ADuuAC0rADt5AC0rADt5AC0rADu\
    uACz2AFutcDz1Y
    5144,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hlvj577Iih18qxzYBh02MCt5ABx3ACxiABxiACxiABv1AChok+ABxiACxiABx3A\
    CxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    5596,7016,7200,3600,10800 7200,10800,3,5,0,10800,10,5,0,14400 hlrrtzxEiug6lnUjhtim5/YCt5ADx3ACxiADxiACxiEEhksiMC\
    xlEExzcCwwEExzcCwtIEx2YCwtMExiACxiAExiACx3AExiACxiAExiACxiAExiACxiAExiACxiAExiACxiAExiACx3AExhYCxhcExiECxhcExiEC\
    xhcExiECxhcExiECxhcEx3ECz1c
    4332,3614,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hlqtrn8Uiz3/0+OjvsymneCthEDij+6ICwtADxiACxiADxiACxiADxiACx\
    iADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiADxiACx3ADxiACxiADxiACxiADxiACxiADxiACxiADxiACxiA
    5940,3600,7200,10800,14400 7200,10800,3,5,0,10800,10,5,0,14400 hmvlyruMimg42EBuuAA6/Yih3mw+cjyj6x0UChl+cBhm3QCt5\
    ABx3ACxiADwjUEhnizcDxkcExiEDxkcExiEDxkcExlEDxiIExiADxiAExiADxiAExiADxiAExiADxiAChikEDxiACx3ADxiACxiADxiACxiADxiA\
    CxiADxiACxiADxiACxiADx3ACz2ADuuACz2ADuuACz2EDuuAC0rADiy2A
    4760,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hmrq0tjIi48m04IBixvICt5ABhkAChhn4YBukcCz5EButcCz/EButcC0rEBt4cC\
    0oEBt7cC0oEBt7cC0oEButcCzkEButcC0rEButcCyvEBvxcCxlEBxiICxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiAC\
    xiABxiACxiABxiACxiABxiACxiABxiA
    11616,10800,14400,18000,7200 14400 hmwwgusACr33UDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiADxiACx\
    iABhikECxiABx3AEhikEBqwACmxcBxiACxiABxiACxiABxiACxiABxiACx3ABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuABz2A\
    CuuABz2ACuuAB0rACt5AB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5ABj62cChwyE
    2284,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl49ohkUihskm5rMBuuACz2ABuuAChpl1EBxiACxiABxiACxiABxiACxiABx3AC\
    xiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    3921,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hl36k35Pi12zuhRBurECyvIBuuACz2ABuuACh1lABvjAC09sABi4zACt5ABx3AC\
    xiABxiACxiAB+AChitABwwACw/ABxiACysABv4AChh27YBwscCxiMBxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxi\
    ACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    6076,5040,5736,3600,7200,10800,14400 7200,10800,3,5,0,10800,10,5,0,14400 hlrrtziEihi5w04Mjizsq6Ik235yYDoqcF1myEE\
    +uYDhuwQEt5ADx3AExiAFrnUGhnnvcFxkcGxiEFxkcGxiEFxkcGxlEFxiIGxiAFxiAGxiAFxiAGxiAFxiAGxiAFxiAEhikEFxiAEx3AFxiAExiAF\
    xiAExiAFxiAExiAFxiAExiAFxiAExiAFx3AEz2AFuuAEz2ADhikEEuuAFkplA
    10660,10800,14400,18000 10800 hmw/qx2cip69xjUDh2q4cCxkcDxiECxkcDxiECxkcDxlECxiIDxiACxiADxiACxiADxiACxiABhikECxiA\
    BxiACxiABx3ACxiABhzmACxiABxiACxiABxiACxiABxiACx3ABz2ACuuABz2ACuuABz2ACuuAB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuu\
    AB0rACt5AB0rACt5AB0rACt5AB0rACuuABz2ACuuABz2ACuuAB0rACt5ABj62cCkplEBiqkc
    5040,3600,7200,10800 3600,7200,3,5,0,7200,10,5,0,10800 hms6wq2Qi2n7kQBurECyvIBuuACz2ADhimcCuuABi82YCzqvMBiw6ACt5\
    ABx3ACxiABxncCzscBxtcCvsEBwwICzzABuuACysABv4ACx3ABwtAComvcBrlACxiABxiAC2/ABr6ACxiABxiAC2qABr6AC2qABr6AC2qABr6AC2\
    /ABrlACtsxABwtACx3ABxiACxiABxiACx3ABwtACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiEBxiACxiABxiAC\
    xiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    3832,3600,7200 3600,7200,3,5,0,7200,10,5,0,10800 hlvj59kIih18qwqYBh02MCt5ABx3ACxiABxiACxiABv1AChok+ABxiACxiABx3A\
    CxiABxiACxiABxiACxiABxiACxiABxiACxiABxiACxiABx3ACxiABxiACxiABxiACxiABxiACxiABxiACxiABxiA
    11404,10800,14400 10800 hmo/nzvUihoj/82MBoxA
    17380,18000,21600 21600 hmk3998ciiz2v5wU
    25372,25200 25200 hl5xtqvE
    23260,23400 23400 hl+lqp1E
    10384,10800 10800 hmo/n0vQ
    0,18000 18000 hntmi40A
    13308,14400 14400 hmk3+h8E
    17640,18000 18000 hn2y/w8Y
    13800,14400,18000 14400 hmk3+hsYiinot59IBvlcC7s1MButc
    10856,10800 10800 hmo/n0gY
    13312,14400 14400 hmo84usA
    40160,39600,36000,32400,-43200,43200 43200 hl/jsmhAihh7untQDkxtEBjhzEE7uqYF5yhc
    -25200,-21600 -25200,-21600,3,2,0,7200,11,1,0,7200 hmvqsu0QAz1cBuuEAz1cB37qEAj8ycB3i+EAxhcBxiEAxhcBxiEAxhcBxiEAx\
    hcBxiEAx2cBxiEAxhcBxiEAxhcBmyEA7xcBrlEA2+cBxiEAx2cBwtEAx2cBxiEAxhcBxiEAxhcBxiEAxhcBxiEAxhcBxiEAx2cBwtEAx2cBxiEAx\
    hcBxiEAxhcBxiEAxhcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz\
    gcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1c
    44028,44100,45900,49500 45900,49500,9,5,0,9900,4,1,0,13500 hlg7uxkEiioym0xYD+7vJCqwAD2/ACsvAD2qACr6AD2qACr6AD2qA\
    Cr6AD2qACr6AD2qACr6AD2qACsvAD2qACr6AD2qACr6AD2qACr6AD2qACr6AD2qACr6AD2qACsvAD2qACr6AD0rACvjADzhACvjADzhACvjADzhA\
    Cv4ADysACv4ADysACv4ADysACv4ADzhACvjADzhACvjADzhACv4ADysACv4ADysACv4ADzhACvjADzhACvjADzhACv4ADysACv4ADysACv4ADysACv4A
    -28800,-25200 -28800,-25200,3,2,0,7200,11,1,0,7200 hmvqsylAAz1cBuuEAz1cB37qEAj8ycB3i+EAxhcBxiEAxhcBxiEAxhcBxiEAx\
    hcBxiEAx2cBxiEAxhcBxiEAxhcBmyEA7xcBrlEA2+cBxiEAx2cBwtEAx2cBxiEAxhcBxiEAxhcBxiEAxhcBxiEAxhcBxiEAx2cBwtEAx2cBxiEAx\
    hcBxiEAxhcBxiEAxhcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz\
    gcBvjEAz1cBuuEAz1cBuuEAz1cBvjEAzgcBvjEAzgcBvjEAz1cBuuEAz1cBuuEAz1c
    45184,-41216,-41400,-39600,-36000,50400,46800 46800 hl3j7yoACz5mAjhk14ihYEig/0eDx0MEwtAFpiQGo0QFxiAGx3AFwtAGx3AF\
    wtAGx3AFwtAGx3AFwtAGx3AFwtAGx3AFxiAGx3AFwtAGx3AFwtAGx3A
    37336,35312,36000,32400,39600 39600 hlrrs0xIiuju0zIjhs1rkuQCjrxEEiqm5E
    -49972,36428,36000,32400 36000 hkqujv5UCh79vAjs92/pMCk0wED328cCk0tE
    40396,39600,43200 39600 hmpvrw1Uih6on10MBpmACqk7EBxhcCxiEBxhcCx3EBwscCx3EBxhcCxiEBxhcCxiEBxhcCxiEBxhcCxiEBxhcCx3\
    EBrkcC5zEBowc
    0,-43200,-39600,46800 46800 hnhy528AChthiQDwqlc
    -41096,-39600,46800 46800 hl/ju1sIijossxhI
    42944,43200,46800 43200 hmthnsuAiiuiu5xABrlAC30ABqwACquhABrlACz2ABsvAC11ABoxAC5zABoxAC6oABn7cC69EBnnAC69ABnnAC7y\
    ABmyAC7yABmyAC7yABmyAC8nABl9AChglABi0A
    43012,43200 43200 hl/jsjnc
    -21504,-18000,-21600 -21600 hm7qozkAihz3o9+QBnsxECmuc
    -32388,-32400 -32400 hmqlgygE
    38388,39600 39600 hmqk+s8M
    -51660,34740,36000,32400,39600 36000 hkqujxuMCh79vAjhmwi6kUCi6sEEv+sECh2xcEnhyEihqop8Mksj9zUCmxcE2qECsucE11ECsuc\
    EiujECmxcEitiEinn9xMk0mjqUCr5c
    -37886,-37800,-34200,-36000 -36000 hl6ug8leihjip00KBigECpq0cBj8ycDh54E
    -37760,-38400,-36000,50400 50400 hl/juykAiiqh9qsAjuq+utA
    -47284,39116,39600,32400,36000,43200 39600 hkqujtlUCh79vAjs92+scCk0wIEzlvYDkxtECk0tEF57wYC/pzc
    41088,39600,32400,36000,43200 43200 hl/jslkAis93gqQBk0wIDzlvYCkxtEBjg+EE7u/Y
    -33480,-34200 -34200 hmqlgziI
    -42568,-39600,-36000 -39600 hl/ju26Iih0j8r7IBowc
    40060,41400,32400,43200 43200 hmx+uq4Ei0qzv2EBjn2KDhj4ve
    -40780,-40800,-39600 -39600 hnv6i6yMirgqzwU
    40312,40320,41400,45000,39600,43200 39600,43200,10,1,0,7200,4,1,0,10800 hl/jsl8Iihvg34nYj2s70vICr6AEhrt+AFkplC
    39948,39600,43200 39600 hmpvrxjUih9/h9ucBn+cC6lEBohcCzglMBoxA
    45432,-40968,-39600 -39600 hl3j7ygICz5mA
    -54124,32276,32400 32400 hkqujz7MCh79vA
    -31220,-30600,-28800 -28800 hl/jur3Uii7w6k4U
    -48428,37972,39600,32400,36000 39600 hkqujupMCh79vAjs929pECk0wIEzlvYDkxtECk0tE
    35320,35312,36000 36000 hlrrs2wIiujuy0I
    48056,-38344,-37800,-34200,-36000 -36000 hl+k53mICh4woAj4w1uzAEqvcD2qCEr5eD2qCEr5eD2qCEsueD2qCEr5eD2qCEr5eD2qCEr\
    5eD2qCEr5eD2qCEr5eD2qCEsueD2qCEr5eD2qCEr5eD2qCEr5e
    -51420,34980,32400,36000,39600 36000 hkqujxmcCh79vAjho923kUEwguEDh2xcEnhyEjhqop8Mksj9zUDmxcE2qEDsucE11EDsucEiujE\
    DmxcEitiEjnn9xMk0mjqUDr5c
    -35896,-36000 -36000 hmqlg1tY
    41524,43200 43200 hl/jsk2M
    44352,44400,46800,50400 46800 hnpkrniAius4w+Qjhkuy5+ACvsAD11ACn7cD6oECn7cDv5/ECmyA
    39988,43200 43200 hl/jsmmM
    44120,43200 43200 hl/jsilI
    0,3600 0,3600,3,5,0,3600,10,5,0,7200 hom6o48QAwtABx3AAxiABxiAAxiABx3AAwtABxiAAxiABxiAAxiABxiAAxiABxiAAx3ABxiAAxi\
    ABxiAAxiABxiAAxiABxiAAxiABxiAAxiABxiAAx3ABxiAAxiABxiAAxiABxiAAxiABxiAAxiABxiAAxiA
    """
}
