// Written by `swift run generate-grammar` from Grammar/openapi.json; edit that instead.

enum OpenAPI {
  static let description = ##"""
    {
      "openapi": "3.1.0",
      "info": {
        "title": "Twin",
        "version": "1",
        "summary": "Runs of skills: started by programs, decided by people.",
        "description": "Errors are problem documents (RFC 9457). What makes or decides something takes an `Idempotency-Key`: sent again with the same key it is not done again; with another body it is refused."
      },
      "servers": [
        {
          "url": "/"
        }
      ],
      "security": [
        {
          "key": []
        }
      ],
      "tags": [
        {
          "name": "agents"
        },
        {
          "name": "skills"
        },
        {
          "name": "runs"
        },
        {
          "name": "decisions"
        },
        {
          "name": "audit",
          "description": "Who decided what, as a list and as a transparency log; the log's prefix for tools is `/v1/audit`."
        },
        {
          "name": "events"
        },
        {
          "name": "service"
        }
      ],
      "paths": {
        "/v1/agents/run": {
          "post": {
            "operationId": "runAgent",
            "summary": "Do what a goal says",
            "tags": [
              "agents"
            ],
            "description": "Finds the skill that fits. Several that fit open a `choose` gate, missing inputs an `ask` gate; none is a problem that lists the nearest. An address outside of the skill's permissions is refused before anything starts.",
            "parameters": [
              {
                "$ref": "#/components/parameters/IdempotencyKey"
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object",
                    "properties": {
                      "goal": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": 4096,
                        "description": "What is to be done, in words."
                      },
                      "url": {
                        "type": "string",
                        "format": "uri",
                        "maxLength": 4096,
                        "description": "Where."
                      },
                      "inputs": {
                        "type": "object",
                        "description": "By name."
                      },
                      "wait": {
                        "type": "string",
                        "pattern": "^[0-9]{1,3}(ms|s)?$",
                        "description": "How long the answer may wait for the run to rest, as `30s` or `500ms`; at most 300s.",
                        "examples": [
                          "30s",
                          "0"
                        ],
                        "maxLength": 10
                      },
                      "rehearse": {
                        "type": "boolean",
                        "description": "Stop short of what cannot be undone."
                      },
                      "draft": {
                        "oneOf": [
                          {
                            "type": "boolean"
                          },
                          {
                            "type": "object",
                            "properties": {
                              "allow": {
                                "type": "array",
                                "items": {
                                  "type": "string"
                                },
                                "maxItems": 32,
                                "description": "Hosts that may be reached beside that of `url`."
                              },
                              "secrets": {
                                "type": "array",
                                "items": {
                                  "type": "string",
                                  "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"
                                },
                                "maxItems": 32,
                                "description": "Secrets of the vault that may be typed; the model names them and never sees them."
                              },
                              "name": {
                                "type": "string",
                                "pattern": "^[a-z0-9][a-z0-9-]*$",
                                "maxLength": 60,
                                "description": "The skill's name. Default: out of the goal."
                              }
                            },
                            "additionalProperties": false
                          }
                        ],
                        "description": "Where no skill fits: a model explores how it is done, at `url` and at the hosts of `allow`. The skill that comes of it is shown in a run of its own, tried without a model, and registered."
                      }
                    },
                    "required": [
                      "goal"
                    ],
                    "additionalProperties": false
                  }
                }
              }
            },
            "responses": {
              "201": {
                "description": "The run, once it rests, or as it is when the wait is over.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Run"
                    }
                  }
                },
                "headers": {
                  "x-twin-status": {
                    "$ref": "#/components/headers/x-twin-status"
                  },
                  "x-twin-skill": {
                    "$ref": "#/components/headers/x-twin-skill"
                  },
                  "x-twin-llm-calls": {
                    "$ref": "#/components/headers/x-twin-llm-calls"
                  },
                  "x-twin-credits": {
                    "$ref": "#/components/headers/x-twin-credits"
                  },
                  "x-twin-cache": {
                    "$ref": "#/components/headers/x-twin-cache"
                  },
                  "etag": {
                    "$ref": "#/components/headers/etag"
                  },
                  "location": {
                    "description": "Where it is.",
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/skills": {
          "get": {
            "operationId": "listSkills",
            "summary": "List skills",
            "tags": [
              "skills"
            ],
            "parameters": [
              {
                "$ref": "#/components/parameters/Limit"
              },
              {
                "name": "cursor",
                "in": "query",
                "schema": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 200
                },
                "description": "The `next` of the page before."
              }
            ],
            "responses": {
              "200": {
                "description": "One page, by name.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "skills": {
                          "type": "array",
                          "items": {
                            "anyOf": [
                              {
                                "allOf": [
                                  {
                                    "$ref": "#/components/schemas/Skill"
                                  },
                                  {
                                    "type": "object",
                                    "properties": {
                                      "goal": {
                                        "type": "string"
                                      }
                                    },
                                    "required": [
                                      "goal"
                                    ]
                                  }
                                ]
                              },
                              {
                                "$ref": "#/components/schemas/BrokenSkill"
                              }
                            ]
                          }
                        },
                        "next": {
                          "type": [
                            "string",
                            "null"
                          ]
                        }
                      },
                      "required": [
                        "skills",
                        "next"
                      ]
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/skills/{name}": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Skill"
            }
          ],
          "get": {
            "operationId": "getSkill",
            "summary": "One skill",
            "tags": [
              "skills"
            ],
            "parameters": [
              {
                "$ref": "#/components/parameters/Version"
              }
            ],
            "responses": {
              "200": {
                "description": "As JSON, or as its YAML text.",
                "content": {
                  "application/json": {
                    "schema": {
                      "anyOf": [
                        {
                          "$ref": "#/components/schemas/SkillDetail"
                        },
                        {
                          "$ref": "#/components/schemas/BrokenSkill"
                        }
                      ]
                    }
                  },
                  "application/yaml": {
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          },
          "put": {
            "operationId": "putSkill",
            "summary": "Register a skill",
            "tags": [
              "skills"
            ],
            "description": "Needs the scope `author`, which an agent's key never has. The text is compiled; diagnostics are in the problem's `diagnostics`. The same text again changes nothing; what changes is in the audit log.",
            "requestBody": {
              "required": true,
              "content": {
                "application/yaml": {
                  "schema": {
                    "type": "string",
                    "minLength": 1
                  }
                },
                "application/json": {
                  "schema": {
                    "type": "object",
                    "properties": {
                      "source": {
                        "type": "string",
                        "minLength": 1
                      }
                    },
                    "required": [
                      "source"
                    ],
                    "additionalProperties": false
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "A new version, or the same as before.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Skill"
                    }
                  }
                }
              },
              "201": {
                "description": "A new skill.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Skill"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/skills/{name}/versions": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Skill"
            }
          ],
          "get": {
            "operationId": "listSkillVersions",
            "summary": "Versions of a skill",
            "tags": [
              "skills"
            ],
            "responses": {
              "200": {
                "description": "Oldest first.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "versions": {
                          "type": "array",
                          "items": {
                            "$ref": "#/components/schemas/Skill"
                          }
                        }
                      },
                      "required": [
                        "versions"
                      ]
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/skills/{name}/run": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Skill"
            }
          ],
          "post": {
            "operationId": "runSkill",
            "summary": "Start a run of a skill",
            "tags": [
              "skills"
            ],
            "parameters": [
              {
                "$ref": "#/components/parameters/IdempotencyKey"
              }
            ],
            "requestBody": {
              "required": false,
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object",
                    "properties": {
                      "inputs": {
                        "type": "object",
                        "description": "By name."
                      },
                      "wait": {
                        "type": "string",
                        "pattern": "^[0-9]{1,3}(ms|s)?$",
                        "description": "How long the answer may wait for the run to rest, as `30s` or `500ms`; at most 300s.",
                        "examples": [
                          "30s",
                          "0"
                        ],
                        "maxLength": 10
                      },
                      "rehearse": {
                        "type": "boolean",
                        "description": "Stop short of what cannot be undone."
                      },
                      "version": {
                        "type": "integer",
                        "minimum": 1,
                        "maximum": 999999999
                      }
                    },
                    "additionalProperties": false
                  }
                }
              }
            },
            "responses": {
              "201": {
                "description": "The run, once it rests, or as it is when the wait is over.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Run"
                    }
                  }
                },
                "headers": {
                  "x-twin-status": {
                    "$ref": "#/components/headers/x-twin-status"
                  },
                  "x-twin-skill": {
                    "$ref": "#/components/headers/x-twin-skill"
                  },
                  "x-twin-llm-calls": {
                    "$ref": "#/components/headers/x-twin-llm-calls"
                  },
                  "x-twin-credits": {
                    "$ref": "#/components/headers/x-twin-credits"
                  },
                  "x-twin-cache": {
                    "$ref": "#/components/headers/x-twin-cache"
                  },
                  "etag": {
                    "$ref": "#/components/headers/etag"
                  },
                  "location": {
                    "description": "Where it is.",
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/schedules": {
          "get": {
            "operationId": "listSchedules",
            "summary": "What starts by itself",
            "tags": [
              "skills"
            ],
            "description": "Every line of the registered skills' `schedule:`, the next first. `twin serve` starts their runs, each once.",
            "parameters": [
              {
                "name": "skill",
                "in": "query",
                "schema": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 200
                },
                "description": "Only those of this skill."
              }
            ],
            "responses": {
              "200": {
                "description": "All of them.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "schedules": {
                          "type": "array",
                          "items": {
                            "$ref": "#/components/schemas/Schedule"
                          }
                        }
                      },
                      "required": [
                        "schedules"
                      ]
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs": {
          "get": {
            "operationId": "listRuns",
            "summary": "List runs",
            "tags": [
              "runs"
            ],
            "parameters": [
              {
                "$ref": "#/components/parameters/Limit"
              },
              {
                "name": "cursor",
                "in": "query",
                "schema": {
                  "type": "string",
                  "pattern": "^run_[0-9a-z]{12}$",
                  "examples": [
                    "run_7k2mq0c4x1ab"
                  ]
                },
                "description": "The `next` of the page before."
              },
              {
                "name": "status",
                "in": "query",
                "schema": {
                  "type": "array",
                  "items": {
                    "type": "string",
                    "enum": [
                      "running",
                      "awaiting_approval",
                      "waiting",
                      "completed",
                      "failed",
                      "rejected",
                      "cancelled"
                    ]
                  },
                  "minItems": 1
                },
                "style": "form",
                "explode": true,
                "description": "Only these."
              },
              {
                "name": "skill",
                "in": "query",
                "schema": {
                  "type": "string",
                  "minLength": 1
                },
                "description": "Only of this skill."
              }
            ],
            "responses": {
              "200": {
                "description": "One page, newest first.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "runs": {
                          "type": "array",
                          "items": {
                            "$ref": "#/components/schemas/RunSummary"
                          }
                        },
                        "next": {
                          "type": [
                            "string",
                            "null"
                          ],
                          "pattern": "^run_[0-9a-z]{12}$",
                          "examples": [
                            "run_7k2mq0c4x1ab"
                          ]
                        }
                      },
                      "required": [
                        "runs",
                        "next"
                      ]
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            }
          ],
          "get": {
            "operationId": "getRun",
            "summary": "One run",
            "tags": [
              "runs"
            ],
            "parameters": [
              {
                "$ref": "#/components/parameters/Wait"
              },
              {
                "name": "if-none-match",
                "in": "header",
                "schema": {
                  "type": "string"
                },
                "description": "An earlier `etag`: with `wait` the answer comes when the run is another."
              }
            ],
            "responses": {
              "200": {
                "description": "The run, once it rests, or as it is when the wait is over.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Run"
                    }
                  }
                },
                "headers": {
                  "x-twin-status": {
                    "$ref": "#/components/headers/x-twin-status"
                  },
                  "x-twin-skill": {
                    "$ref": "#/components/headers/x-twin-skill"
                  },
                  "x-twin-llm-calls": {
                    "$ref": "#/components/headers/x-twin-llm-calls"
                  },
                  "x-twin-credits": {
                    "$ref": "#/components/headers/x-twin-credits"
                  },
                  "x-twin-cache": {
                    "$ref": "#/components/headers/x-twin-cache"
                  },
                  "etag": {
                    "$ref": "#/components/headers/etag"
                  }
                }
              },
              "304": {
                "description": "Still as `If-None-Match` says.",
                "headers": {
                  "x-twin-status": {
                    "$ref": "#/components/headers/x-twin-status"
                  },
                  "x-twin-skill": {
                    "$ref": "#/components/headers/x-twin-skill"
                  },
                  "x-twin-llm-calls": {
                    "$ref": "#/components/headers/x-twin-llm-calls"
                  },
                  "x-twin-credits": {
                    "$ref": "#/components/headers/x-twin-credits"
                  },
                  "x-twin-cache": {
                    "$ref": "#/components/headers/x-twin-cache"
                  },
                  "etag": {
                    "$ref": "#/components/headers/etag"
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}/approve": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            }
          ],
          "post": {
            "operationId": "approve",
            "summary": "Decide a gate in its favour",
            "tags": [
              "decisions"
            ],
            "description": "Needs the scope `decide`, which an agent's key never has.",
            "parameters": [
              {
                "$ref": "#/components/parameters/IdempotencyKey"
              }
            ],
            "requestBody": {
              "required": false,
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object",
                    "properties": {
                      "input": {
                        "description": "Fields by name; for a gate of one field its value alone."
                      },
                      "choice": {
                        "description": "For a `choose`: a value or a label."
                      },
                      "gate": {
                        "type": "string",
                        "description": "Which gate: its id, path or instance. To be named where several wait, and (this or `seen`) where it lets effects happen after another approval in the run.",
                        "maxLength": 4096
                      },
                      "comment": {
                        "type": "string",
                        "maxLength": 10000
                      },
                      "seen": {
                        "type": "string",
                        "pattern": "^[0-9a-f]{64}$",
                        "description": "The `evidence` that the person saw."
                      },
                      "wait": {
                        "type": "string",
                        "pattern": "^[0-9]{1,3}(ms|s)?$",
                        "description": "How long the answer may wait for the run to rest, as `30s` or `500ms`; at most 300s.",
                        "examples": [
                          "30s",
                          "0"
                        ],
                        "maxLength": 10
                      }
                    },
                    "additionalProperties": false
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The run, once it rests, or as it is when the wait is over.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Run"
                    }
                  }
                },
                "headers": {
                  "x-twin-status": {
                    "$ref": "#/components/headers/x-twin-status"
                  },
                  "x-twin-skill": {
                    "$ref": "#/components/headers/x-twin-skill"
                  },
                  "x-twin-llm-calls": {
                    "$ref": "#/components/headers/x-twin-llm-calls"
                  },
                  "x-twin-credits": {
                    "$ref": "#/components/headers/x-twin-credits"
                  },
                  "x-twin-cache": {
                    "$ref": "#/components/headers/x-twin-cache"
                  },
                  "etag": {
                    "$ref": "#/components/headers/etag"
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}/reject": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            }
          ],
          "post": {
            "operationId": "reject",
            "summary": "Decide a gate against it",
            "tags": [
              "decisions"
            ],
            "parameters": [
              {
                "$ref": "#/components/parameters/IdempotencyKey"
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object",
                    "required": [
                      "reason"
                    ],
                    "properties": {
                      "reason": {
                        "type": "string",
                        "description": "Why; it stands in the run's record.",
                        "minLength": 1,
                        "maxLength": 10000
                      },
                      "gate": {
                        "type": "string",
                        "description": "Which gate, where several wait: its id, path or instance.",
                        "maxLength": 4096
                      },
                      "comment": {
                        "type": "string",
                        "maxLength": 10000
                      },
                      "seen": {
                        "type": "string",
                        "pattern": "^[0-9a-f]{64}$",
                        "description": "The `evidence` that the person saw."
                      },
                      "wait": {
                        "type": "string",
                        "pattern": "^[0-9]{1,3}(ms|s)?$",
                        "description": "How long the answer may wait for the run to rest, as `30s` or `500ms`; at most 300s.",
                        "examples": [
                          "30s",
                          "0"
                        ],
                        "maxLength": 10
                      }
                    },
                    "additionalProperties": false
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The run, once it rests, or as it is when the wait is over.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Run"
                    }
                  }
                },
                "headers": {
                  "x-twin-status": {
                    "$ref": "#/components/headers/x-twin-status"
                  },
                  "x-twin-skill": {
                    "$ref": "#/components/headers/x-twin-skill"
                  },
                  "x-twin-llm-calls": {
                    "$ref": "#/components/headers/x-twin-llm-calls"
                  },
                  "x-twin-credits": {
                    "$ref": "#/components/headers/x-twin-credits"
                  },
                  "x-twin-cache": {
                    "$ref": "#/components/headers/x-twin-cache"
                  },
                  "etag": {
                    "$ref": "#/components/headers/etag"
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}/cancel": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            }
          ],
          "post": {
            "operationId": "cancel",
            "summary": "Stop a run; its `finally` blocks still run",
            "tags": [
              "runs"
            ],
            "parameters": [
              {
                "$ref": "#/components/parameters/IdempotencyKey"
              }
            ],
            "requestBody": {
              "required": false,
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object",
                    "properties": {
                      "reason": {
                        "type": "string",
                        "maxLength": 10000
                      }
                    },
                    "additionalProperties": false
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The run, once it rests, or as it is when the wait is over.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Run"
                    }
                  }
                },
                "headers": {
                  "x-twin-status": {
                    "$ref": "#/components/headers/x-twin-status"
                  },
                  "x-twin-skill": {
                    "$ref": "#/components/headers/x-twin-skill"
                  },
                  "x-twin-llm-calls": {
                    "$ref": "#/components/headers/x-twin-llm-calls"
                  },
                  "x-twin-credits": {
                    "$ref": "#/components/headers/x-twin-credits"
                  },
                  "x-twin-cache": {
                    "$ref": "#/components/headers/x-twin-cache"
                  },
                  "etag": {
                    "$ref": "#/components/headers/etag"
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}/steps": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            }
          ],
          "get": {
            "operationId": "listSteps",
            "summary": "Its steps",
            "tags": [
              "runs"
            ],
            "responses": {
              "200": {
                "description": "In the skill's order.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "steps": {
                          "type": "array",
                          "items": {
                            "$ref": "#/components/schemas/Step"
                          }
                        }
                      },
                      "required": [
                        "steps"
                      ]
                    }
                  }
                },
                "headers": {
                  "x-twin-status": {
                    "$ref": "#/components/headers/x-twin-status"
                  },
                  "x-twin-skill": {
                    "$ref": "#/components/headers/x-twin-skill"
                  },
                  "x-twin-llm-calls": {
                    "$ref": "#/components/headers/x-twin-llm-calls"
                  },
                  "x-twin-credits": {
                    "$ref": "#/components/headers/x-twin-credits"
                  },
                  "x-twin-cache": {
                    "$ref": "#/components/headers/x-twin-cache"
                  },
                  "etag": {
                    "$ref": "#/components/headers/etag"
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}/snapshot": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            }
          ],
          "get": {
            "operationId": "getSnapshot",
            "summary": "Its state",
            "tags": [
              "runs"
            ],
            "responses": {
              "200": {
                "description": "As a person reads it, or the container that `twin snapshot import` takes.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "id": {
                          "type": "string",
                          "pattern": "^run_[0-9a-z]{12}$",
                          "examples": [
                            "run_7k2mq0c4x1ab"
                          ]
                        },
                        "program": {
                          "type": "string",
                          "pattern": "^[0-9a-f]{64}$"
                        },
                        "snapshot": {
                          "type": [
                            "string",
                            "null"
                          ],
                          "pattern": "^[0-9a-f]{64}$"
                        },
                        "fibers": {
                          "type": "array",
                          "items": {
                            "type": "object"
                          }
                        }
                      },
                      "required": [
                        "id",
                        "program",
                        "snapshot",
                        "fibers"
                      ]
                    }
                  },
                  "application/vnd.twin.snapshot": {
                    "schema": {
                      "type": "string",
                      "format": "binary"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}/audit": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            }
          ],
          "get": {
            "operationId": "getRunAudit",
            "summary": "Its entries of the audit log",
            "tags": [
              "runs"
            ],
            "responses": {
              "200": {
                "description": "In the log's order.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "entries": {
                          "type": "array",
                          "items": {
                            "$ref": "#/components/schemas/AuditEntry"
                          }
                        }
                      },
                      "required": [
                        "entries"
                      ]
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}/artifacts": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            }
          ],
          "get": {
            "operationId": "listArtifacts",
            "summary": "Its files",
            "tags": [
              "runs"
            ],
            "responses": {
              "200": {
                "description": "By path.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "artifacts": {
                          "type": "array",
                          "items": {
                            "$ref": "#/components/schemas/Artifact"
                          }
                        }
                      },
                      "required": [
                        "artifacts"
                      ]
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}/artifacts/{path}": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            },
            {
              "name": "path",
              "in": "path",
              "required": true,
              "schema": {
                "type": "string",
                "minLength": 1
              },
              "description": "As the list gives it; may hold slashes."
            }
          ],
          "get": {
            "operationId": "getArtifact",
            "summary": "One file",
            "tags": [
              "runs"
            ],
            "responses": {
              "200": {
                "description": "The bytes.",
                "content": {
                  "*/*": {
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "206": {
                "description": "The bytes.",
                "content": {
                  "*/*": {
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "304": {
                "description": "Unchanged."
              },
              "416": {
                "$ref": "#/components/responses/Problem"
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}/video": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            }
          ],
          "get": {
            "operationId": "getVideo",
            "summary": "The video of its session",
            "tags": [
              "runs"
            ],
            "responses": {
              "200": {
                "description": "The bytes.",
                "content": {
                  "*/*": {
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "206": {
                "description": "The bytes.",
                "content": {
                  "*/*": {
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "304": {
                "description": "Unchanged."
              },
              "416": {
                "$ref": "#/components/responses/Problem"
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}/evidence/{digest}": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            },
            {
              "name": "digest",
              "in": "path",
              "required": true,
              "schema": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$"
              }
            }
          ],
          "get": {
            "operationId": "getEvidence",
            "summary": "What a gate shows",
            "tags": [
              "runs"
            ],
            "responses": {
              "200": {
                "description": "The bytes.",
                "content": {
                  "*/*": {
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/runs/{run}/events": {
          "parameters": [
            {
              "$ref": "#/components/parameters/Run"
            }
          ],
          "get": {
            "operationId": "streamRunEvents",
            "summary": "What happens to it, as it happens",
            "tags": [
              "events"
            ],
            "parameters": [
              {
                "$ref": "#/components/parameters/LastEventID"
              }
            ],
            "responses": {
              "200": {
                "description": "Events (HTML Living Standard, server-sent events). Those of the audit log carry the number of their leaf as id.",
                "content": {
                  "text/event-stream": {
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/events": {
          "get": {
            "operationId": "streamEvents",
            "summary": "What happens to all runs, as it happens",
            "tags": [
              "events"
            ],
            "parameters": [
              {
                "$ref": "#/components/parameters/LastEventID"
              }
            ],
            "responses": {
              "200": {
                "description": "Events (HTML Living Standard, server-sent events). Those of the audit log carry the number of their leaf as id.",
                "content": {
                  "text/event-stream": {
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/audit": {
          "get": {
            "operationId": "listAudit",
            "summary": "The audit log, oldest first",
            "tags": [
              "audit"
            ],
            "parameters": [
              {
                "$ref": "#/components/parameters/Limit"
              },
              {
                "name": "after",
                "in": "query",
                "required": false,
                "schema": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 9007199254740991,
                  "examples": [
                    41
                  ]
                },
                "description": "Only entries beyond this one."
              }
            ],
            "responses": {
              "200": {
                "description": "A page.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "size": {
                          "type": "integer",
                          "minimum": 0,
                          "description": "Entries of the whole log."
                        },
                        "entries": {
                          "type": "array",
                          "items": {
                            "$ref": "#/components/schemas/AuditEntry"
                          }
                        },
                        "next": {
                          "type": [
                            "integer",
                            "null"
                          ],
                          "minimum": 0,
                          "description": "What to give as `after` for the next page; null: there is none."
                        }
                      },
                      "required": [
                        "size",
                        "entries",
                        "next"
                      ]
                    }
                  }
                }
              },
              "422": {
                "description": "`limit` or `after` is no number that is taken.",
                "content": {
                  "application/problem+json": {
                    "schema": {
                      "$ref": "#/components/schemas/Problem"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/audit/key": {
          "get": {
            "operationId": "getAuditKey",
            "summary": "The key that checkpoints are signed with (C2SP signed-note)",
            "tags": [
              "audit"
            ],
            "responses": {
              "200": {
                "description": "`name+hash+key`.",
                "content": {
                  "text/plain": {
                    "schema": {
                      "type": "string",
                      "examples": [
                        "example.com/twin+530d903a+ATN2yn4RTqoEBhTjvGRhRfQTDLNHJuFbGbvQWuFIf8tA\n"
                      ]
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/audit/checkpoint": {
          "get": {
            "operationId": "getAuditCheckpoint",
            "summary": "The signed root of the log (C2SP tlog-checkpoint)",
            "tags": [
              "audit"
            ],
            "responses": {
              "200": {
                "description": "A signed note.",
                "content": {
                  "text/plain": {
                    "schema": {
                      "type": "string",
                      "examples": [
                        "example.com/twin\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/twin Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
                      ]
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/audit/entries/{index}/proof": {
          "get": {
            "operationId": "getAuditProof",
            "summary": "That an entry is in the log (C2SP tlog-proof)",
            "tags": [
              "audit"
            ],
            "parameters": [
              {
                "name": "index",
                "in": "path",
                "required": true,
                "schema": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 9007199254740991,
                  "examples": [
                    41
                  ]
                },
                "description": "The entry's number, from 0."
              }
            ],
            "responses": {
              "200": {
                "description": "The proof with the checkpoint that it holds for.",
                "content": {
                  "text/plain": {
                    "schema": {
                      "type": "string",
                      "examples": [
                        "c2sp.org/tlog-proof@v1\nindex 41\n…\n\nexample.com/twin\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/twin Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
                      ]
                    }
                  }
                }
              },
              "404": {
                "description": "The log has no such entry.",
                "content": {
                  "application/problem+json": {
                    "schema": {
                      "$ref": "#/components/schemas/Problem"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/audit/consistency": {
          "get": {
            "operationId": "getAuditConsistency",
            "summary": "That one tree of the log continues another (RFC 9162, 2.1.4)",
            "tags": [
              "audit"
            ],
            "parameters": [
              {
                "name": "from",
                "in": "query",
                "required": true,
                "schema": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 9007199254740991,
                  "examples": [
                    10
                  ]
                },
                "description": "Entries of the older tree."
              },
              {
                "name": "to",
                "in": "query",
                "required": true,
                "schema": {
                  "type": "integer",
                  "minimum": 1,
                  "maximum": 9007199254740991,
                  "examples": [
                    42
                  ]
                },
                "description": "Entries of the newer tree."
              }
            ],
            "responses": {
              "200": {
                "description": "The hashes, in base64.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "from": {
                          "type": "integer",
                          "minimum": 1
                        },
                        "to": {
                          "type": "integer",
                          "minimum": 1
                        },
                        "proof": {
                          "type": "array",
                          "items": {
                            "type": "string",
                            "contentEncoding": "base64"
                          }
                        }
                      },
                      "required": [
                        "from",
                        "to",
                        "proof"
                      ]
                    }
                  }
                }
              },
              "404": {
                "description": "The log never had these trees, in this order.",
                "content": {
                  "application/problem+json": {
                    "schema": {
                      "$ref": "#/components/schemas/Problem"
                    }
                  }
                }
              },
              "422": {
                "description": "`from` or `to` is missing, or no number.",
                "content": {
                  "application/problem+json": {
                    "schema": {
                      "$ref": "#/components/schemas/Problem"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/v1/audit/tile/{level}/{path}": {
          "get": {
            "operationId": "getAuditTile",
            "summary": "Hashes of the log's tree, or its entries (C2SP tlog-tiles)",
            "tags": [
              "audit"
            ],
            "parameters": [
              {
                "name": "level",
                "in": "path",
                "required": true,
                "schema": {
                  "type": "string",
                  "pattern": "^([0-7]|entries)$",
                  "examples": [
                    "0",
                    "entries"
                  ]
                },
                "description": "0 holds the leaves' hashes; `entries` the entries."
              },
              {
                "name": "path",
                "in": "path",
                "required": true,
                "schema": {
                  "type": "string",
                  "pattern": "^(x[0-9]{3}/){0,2}[0-9]{3}(\\.p/[1-9][0-9]{0,2})?$",
                  "examples": [
                    "000",
                    "x001/x234/067.p/112"
                  ]
                },
                "description": "The tile's number and width."
              }
            ],
            "responses": {
              "200": {
                "description": "The tile. It never changes.",
                "content": {
                  "application/octet-stream": {
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "404": {
                "description": "The log has no such tile.",
                "content": {
                  "application/problem+json": {
                    "schema": {
                      "$ref": "#/components/schemas/Problem"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/mcp": {
          "post": {
            "operationId": "sendMCP",
            "summary": "One message of the Model Context Protocol",
            "tags": [
              "agents"
            ],
            "description": "Streamable HTTP of revision 2025-06-18, without streams and sessions: each skill is a tool. A call that pauses answers with what it waits for; deciding is not offered. It takes an API key, never a session.",
            "parameters": [
              {
                "name": "mcp-protocol-version",
                "in": "header",
                "schema": {
                  "type": "string",
                  "enum": [
                    "2025-06-18",
                    "2025-03-26",
                    "2024-11-05"
                  ]
                },
                "description": "Default: the newest."
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/MCPMessage"
                  },
                  "examples": {
                    "tools": {
                      "value": {
                        "jsonrpc": "2.0",
                        "id": 1,
                        "method": "tools/list"
                      }
                    },
                    "call": {
                      "value": {
                        "jsonrpc": "2.0",
                        "id": 2,
                        "method": "tools/call",
                        "params": {
                          "name": "pay-invoice",
                          "arguments": {
                            "vendor": "Globex"
                          }
                        }
                      }
                    }
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The answer, also where it is an error of JSON-RPC.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/MCPAnswer"
                    }
                  }
                }
              },
              "202": {
                "description": "A notification was taken."
              },
              "400": {
                "description": "The body is no JSON (an answer with error -32700), or the protocol's version is not spoken here (a problem).",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/MCPAnswer"
                    }
                  },
                  "application/problem+json": {
                    "schema": {
                      "$ref": "#/components/schemas/Problem"
                    }
                  }
                }
              },
              "403": {
                "description": "The request comes from another site's page, or with a session.",
                "content": {
                  "application/problem+json": {
                    "schema": {
                      "$ref": "#/components/schemas/Problem"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/healthz": {
          "get": {
            "operationId": "health",
            "summary": "Whether the service lives",
            "tags": [
              "service"
            ],
            "responses": {
              "200": {
                "description": "It does.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "status": {
                          "type": "string"
                        }
                      },
                      "required": [
                        "status"
                      ]
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            },
            "security": []
          }
        },
        "/readyz": {
          "get": {
            "operationId": "ready",
            "summary": "Whether it can do its work",
            "tags": [
              "service"
            ],
            "responses": {
              "200": {
                "description": "It can.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "properties": {
                        "status": {
                          "type": "string"
                        }
                      },
                      "required": [
                        "status"
                      ]
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            },
            "security": []
          }
        },
        "/metrics": {
          "get": {
            "operationId": "metrics",
            "summary": "What it counts",
            "tags": [
              "service"
            ],
            "responses": {
              "200": {
                "description": "In Prometheus' text format.",
                "content": {
                  "text/plain": {
                    "schema": {
                      "type": "string"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            }
          }
        },
        "/openapi.json": {
          "get": {
            "operationId": "describe",
            "summary": "This description",
            "tags": [
              "service"
            ],
            "responses": {
              "200": {
                "description": "OpenAPI 3.1.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Problem"
              }
            },
            "security": []
          }
        }
      },
      "components": {
        "securitySchemes": {
          "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "`twin key add NAME --scope start,read[,decide,author]`."
          }
        },
        "parameters": {
          "Run": {
            "name": "run",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "pattern": "^run_[0-9a-z]{12}$",
              "examples": [
                "run_7k2mq0c4x1ab"
              ]
            }
          },
          "Skill": {
            "name": "name",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string",
              "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]*$",
              "maxLength": 100
            }
          },
          "Version": {
            "name": "version",
            "in": "query",
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 999999999
            },
            "description": "Default: the current one."
          },
          "Limit": {
            "name": "limit",
            "in": "query",
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 500,
              "default": 50
            }
          },
          "Wait": {
            "name": "wait",
            "in": "query",
            "schema": {
              "type": "string",
              "pattern": "^[0-9]{1,3}(ms|s)?$",
              "description": "How long the answer may wait for the run to rest, as `30s` or `500ms`; at most 300s.",
              "examples": [
                "30s",
                "0"
              ],
              "maxLength": 10
            }
          },
          "LastEventID": {
            "name": "last-event-id",
            "in": "header",
            "schema": {
              "type": "integer",
              "minimum": 0
            },
            "description": "The id of the last event that was heard: what came after it is told first."
          },
          "IdempotencyKey": {
            "name": "idempotency-key",
            "in": "header",
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 200,
              "pattern": "^[!-~]+$"
            }
          }
        },
        "headers": {
          "x-twin-status": {
            "description": "`completed`, `awaiting_approval` …; after a rest `completed, resumed from step 3 of 5`.",
            "schema": {
              "type": "string"
            }
          },
          "x-twin-skill": {
            "description": "`name@vN`.",
            "schema": {
              "type": "string"
            }
          },
          "x-twin-llm-calls": {
            "description": "Model calls of this run.",
            "schema": {
              "type": "integer"
            }
          },
          "x-twin-credits": {
            "description": "Credits of this run.",
            "schema": {
              "type": "number"
            }
          },
          "x-twin-cache": {
            "description": "`hit`: something that earlier runs taught was used instead of being worked out or asked again; `learned`: nothing was, and this run taught something; `miss`: neither.",
            "schema": {
              "type": "string",
              "enum": [
                "hit",
                "learned",
                "miss"
              ]
            }
          },
          "etag": {
            "description": "Of this state of the run.",
            "schema": {
              "type": "string"
            }
          }
        },
        "responses": {
          "Problem": {
            "description": "What went wrong.",
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                }
              }
            }
          }
        },
        "schemas": {
          "Problem": {
            "type": "object",
            "properties": {
              "type": {
                "type": "string",
                "pattern": "^urn:twin:problem:[a-z-]+$"
              },
              "title": {
                "type": "string"
              },
              "status": {
                "type": "integer",
                "minimum": 0
              },
              "detail": {
                "type": "string"
              }
            },
            "required": [
              "type",
              "title",
              "status",
              "detail"
            ],
            "description": "RFC 9457. `type` is stable; other members say more, as `field`."
          },
          "Step": {
            "type": "object",
            "description": "The run's own steps in their order, then those of called skills. Steps are counted over all calls of a skill: where several calls lead to it, its steps stand once, under the call that is under way or, of those that were started, stands last.",
            "properties": {
              "index": {
                "type": "integer",
                "minimum": 1
              },
              "id": {
                "type": "string",
                "description": "The step's `id`, else its action and number; of a step of a called skill `CALLID.STEPID`."
              },
              "action": {
                "type": "string"
              },
              "status": {
                "type": "string",
                "enum": [
                  "queued",
                  "running",
                  "awaiting_approval",
                  "done",
                  "skipped",
                  "failed"
                ]
              },
              "count": {
                "type": "integer",
                "minimum": 0
              },
              "ms": {
                "type": "integer",
                "minimum": 0
              },
              "cost": {
                "type": "number"
              },
              "gate": {
                "type": "string",
                "description": "How its gate ended, where nobody approved it: `rejected` and `expired` (the status is `failed`), or `withdrawn` because a branch beside it had failed (`skipped`).",
                "enum": [
                  "rejected",
                  "expired",
                  "withdrawn"
                ]
              },
              "artifacts": {
                "type": "array",
                "description": "Files that it made.",
                "items": {
                  "$ref": "#/components/schemas/Artifact"
                }
              },
              "learned": {
                "type": "array",
                "description": "What it owes to earlier runs, and what it taught.",
                "items": {
                  "type": "object",
                  "properties": {
                    "kind": {
                      "type": "string"
                    },
                    "subject": {
                      "type": "string"
                    },
                    "count": {
                      "type": "integer",
                      "minimum": 1
                    }
                  },
                  "required": [
                    "kind",
                    "subject",
                    "count"
                  ]
                }
              }
            },
            "required": [
              "index",
              "id",
              "action",
              "status",
              "count",
              "ms",
              "cost"
            ]
          },
          "PendingStep": {
            "type": "object",
            "properties": {
              "id": {
                "type": "string"
              },
              "path": {
                "type": "string"
              },
              "instance": {
                "type": "string",
                "pattern": "^run_[0-9a-z]{12}\\.[0-9]+$"
              },
              "kind": {
                "type": "string",
                "enum": [
                  "approve",
                  "ask",
                  "choose",
                  "choice",
                  "dialog",
                  "in_doubt",
                  "budget",
                  "secrets",
                  "again"
                ]
              },
              "prompt": {
                "type": "string"
              },
              "form": {
                "type": "object",
                "description": "Fields by name, each a JSON Schema."
              },
              "options": {
                "type": "array",
                "items": {
                  "type": "object"
                }
              },
              "show": {
                "type": "object"
              },
              "allowed": {
                "type": "array"
              },
              "by": {
                "type": "object",
                "properties": {
                  "roles": {
                    "type": "array",
                    "items": {
                      "type": "string"
                    }
                  },
                  "count": {
                    "type": "integer"
                  },
                  "not_initiator": {
                    "type": "boolean"
                  }
                },
                "required": [
                  "roles",
                  "count",
                  "not_initiator"
                ]
              },
              "openedAt": {
                "type": "string",
                "format": "date-time"
              },
              "expiresAt": {
                "type": [
                  "string",
                  "null"
                ],
                "format": "date-time"
              },
              "closesAt": {
                "type": "string",
                "format": "date-time",
                "description": "Where the `timeout:` of a step that the gate stands in is over before that: when it closes, undecided."
              },
              "evidence": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "Digest of what is shown. Sent back as `seen`, a decision on anything else is refused."
              },
              "captured": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "name": {
                      "type": "string"
                    },
                    "mediaType": {
                      "type": "string"
                    },
                    "sha256": {
                      "type": "string",
                      "pattern": "^[0-9a-f]{64}$"
                    },
                    "link": {
                      "type": "string",
                      "format": "uri-reference",
                      "description": "Where it is fetched."
                    }
                  },
                  "required": [
                    "name",
                    "mediaType",
                    "sha256",
                    "link"
                  ]
                }
              },
              "strong": {
                "type": "boolean",
                "description": "Approving takes a passkey, in the dashboard."
              }
            },
            "required": [
              "id",
              "path",
              "instance",
              "kind",
              "prompt",
              "form",
              "options",
              "show",
              "allowed",
              "by",
              "openedAt",
              "expiresAt",
              "evidence",
              "captured"
            ]
          },
          "Run": {
            "type": "object",
            "properties": {
              "id": {
                "type": "string",
                "pattern": "^run_[0-9a-z]{12}$",
                "examples": [
                  "run_7k2mq0c4x1ab"
                ]
              },
              "status": {
                "type": "string",
                "enum": [
                  "running",
                  "awaiting_approval",
                  "waiting",
                  "completed",
                  "failed",
                  "rejected",
                  "cancelled"
                ]
              },
              "skill": {
                "type": "string"
              },
              "program": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$"
              },
              "snapshot": {
                "type": [
                  "string",
                  "null"
                ],
                "pattern": "^[0-9a-f]{64}$"
              },
              "step": {
                "type": "object",
                "properties": {
                  "index": {
                    "type": "integer",
                    "minimum": 0
                  },
                  "of": {
                    "type": "integer",
                    "minimum": 0
                  },
                  "id": {
                    "type": [
                      "string",
                      "null"
                    ]
                  }
                },
                "required": [
                  "index",
                  "of",
                  "id"
                ]
              },
              "resumedFrom": {
                "type": [
                  "object",
                  "null"
                ],
                "properties": {
                  "step": {
                    "type": "integer",
                    "minimum": 0
                  },
                  "of": {
                    "type": "integer",
                    "minimum": 0
                  }
                },
                "required": [
                  "step",
                  "of"
                ]
              },
              "pendingStep": {
                "oneOf": [
                  {
                    "$ref": "#/components/schemas/PendingStep"
                  },
                  {
                    "type": "null"
                  }
                ]
              },
              "pendingSteps": {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/PendingStep"
                }
              },
              "steps": {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/Step"
                }
              },
              "cancelling": {
                "type": "object",
                "description": "Only of a run that has been cancelled and has not ended yet: what was sent is found out or asked first, and `finally` blocks run.",
                "properties": {
                  "by": {
                    "type": "string"
                  },
                  "reason": {
                    "type": "string"
                  }
                },
                "required": [
                  "by",
                  "reason"
                ]
              },
              "sent": {
                "type": "array",
                "description": "Effects that are not to be done twice and were under way when they were stopped, because the run was cancelled or a branch beside them had failed; left out where there were none.",
                "items": {
                  "type": "object",
                  "properties": {
                    "step": {
                      "type": "string"
                    },
                    "fate": {
                      "type": "string",
                      "description": "`unheard`: no answer has come yet; `probing`: the step's probe finds out; `in_doubt`: a person is asked whether it happened.",
                      "enum": [
                        "unheard",
                        "probing",
                        "in_doubt",
                        "done",
                        "failed"
                      ]
                    },
                    "known": {
                      "type": "string",
                      "description": "What is known of it, for people."
                    }
                  },
                  "required": [
                    "step",
                    "fate",
                    "known"
                  ]
                }
              },
              "outputs": {
                "description": "What the skill gives; `{}` until then."
              },
              "error": {
                "type": [
                  "object",
                  "null"
                ],
                "properties": {
                  "kind": {
                    "type": "string"
                  },
                  "message": {
                    "type": "string"
                  },
                  "step": {
                    "type": [
                      "string",
                      "null"
                    ]
                  },
                  "line": {
                    "type": [
                      "integer",
                      "null"
                    ],
                    "minimum": 0
                  }
                },
                "required": [
                  "kind",
                  "message",
                  "step",
                  "line"
                ]
              },
              "cost": {
                "type": "object",
                "properties": {
                  "credits": {
                    "type": "number"
                  },
                  "modelCalls": {
                    "type": "integer",
                    "minimum": 0
                  },
                  "tokens": {
                    "type": "integer",
                    "minimum": 0
                  },
                  "humanDecisions": {
                    "type": "integer",
                    "minimum": 0
                  },
                  "ms": {
                    "type": "integer",
                    "minimum": 0
                  }
                },
                "required": [
                  "credits",
                  "modelCalls",
                  "tokens",
                  "humanDecisions",
                  "ms"
                ]
              },
              "initiator": {
                "type": "string"
              },
              "startedAt": {
                "type": "string",
                "format": "date-time"
              },
              "endedAt": {
                "type": [
                  "string",
                  "null"
                ],
                "format": "date-time"
              },
              "wakesAt": {
                "type": "string",
                "format": "date-time",
                "description": "While `waiting` for a time: when that is."
              },
              "behind": {
                "type": "string",
                "pattern": "^run_[0-9a-z]{12}$",
                "description": "While `waiting` in line (`concurrency`): the run that has the same key."
              }
            },
            "required": [
              "id",
              "status",
              "skill",
              "program",
              "snapshot",
              "step",
              "resumedFrom",
              "pendingStep",
              "pendingSteps",
              "steps",
              "outputs",
              "error",
              "cost",
              "initiator",
              "startedAt",
              "endedAt"
            ]
          },
          "RunSummary": {
            "type": "object",
            "properties": {
              "id": {
                "type": "string",
                "pattern": "^run_[0-9a-z]{12}$",
                "examples": [
                  "run_7k2mq0c4x1ab"
                ]
              },
              "status": {
                "type": "string",
                "enum": [
                  "running",
                  "awaiting_approval",
                  "waiting",
                  "completed",
                  "failed",
                  "rejected",
                  "cancelled"
                ]
              },
              "skill": {
                "type": "string"
              },
              "skillVersion": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 1
              },
              "program": {
                "type": [
                  "string",
                  "null"
                ],
                "pattern": "^[0-9a-f]{64}$"
              },
              "initiator": {
                "type": "string"
              },
              "startedAt": {
                "type": "string",
                "format": "date-time"
              },
              "endedAt": {
                "type": [
                  "string",
                  "null"
                ],
                "format": "date-time"
              },
              "damage": {
                "type": "string",
                "description": "Only of a run that cannot be read: why. The rest is what its rows in the store say; skill (then empty), version and program may be lost."
              },
              "gates": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "instance": {
                      "type": "string",
                      "pattern": "^run_[0-9a-z]{12}\\.[0-9]+$"
                    },
                    "openedAt": {
                      "type": "string",
                      "format": "date-time"
                    },
                    "expiresAt": {
                      "type": [
                        "string",
                        "null"
                      ],
                      "format": "date-time"
                    }
                  },
                  "required": [
                    "instance",
                    "openedAt",
                    "expiresAt"
                  ]
                }
              }
            },
            "required": [
              "id",
              "status",
              "skill",
              "skillVersion",
              "program",
              "initiator",
              "startedAt",
              "endedAt",
              "gates"
            ]
          },
          "Skill": {
            "type": "object",
            "properties": {
              "name": {
                "type": "string"
              },
              "version": {
                "type": "integer",
                "minimum": 1
              },
              "program": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$"
              },
              "registeredBy": {
                "type": "string"
              },
              "registeredAt": {
                "type": "string",
                "format": "date-time"
              },
              "healed": {
                "type": "array",
                "description": "Of a version that nobody wrote: the steps whose elements a run found by another way. Nothing but locators differs from the version before.",
                "items": {
                  "type": "object",
                  "properties": {
                    "run": {
                      "type": "string",
                      "pattern": "^run_[0-9a-z]{12}$"
                    },
                    "step": {
                      "type": "string"
                    },
                    "line": {
                      "type": "integer",
                      "minimum": 1,
                      "description": "In the version that the run was of."
                    },
                    "before": {
                      "type": "string",
                      "description": "The locator."
                    },
                    "after": {
                      "type": "string",
                      "description": "What stands there now; missing where the text stays."
                    },
                    "why": {
                      "type": "string",
                      "description": "Why the text stays: what it leads to is remembered."
                    }
                  },
                  "required": [
                    "run",
                    "step",
                    "line",
                    "before"
                  ]
                }
              },
              "broken": {
                "$ref": "#/components/schemas/Broken"
              }
            },
            "required": [
              "name",
              "version",
              "program",
              "registeredBy",
              "registeredAt"
            ]
          },
          "SkillDetail": {
            "allOf": [
              {
                "$ref": "#/components/schemas/Skill"
              },
              {
                "type": "object",
                "properties": {
                  "goal": {
                    "type": "string"
                  },
                  "also": {
                    "type": "array",
                    "items": {
                      "type": "string"
                    }
                  },
                  "match": {
                    "type": "array",
                    "items": {
                      "type": "string"
                    }
                  },
                  "inputs": {
                    "type": "object",
                    "description": "By name, each a JSON Schema."
                  },
                  "permissions": {
                    "type": "object",
                    "properties": {
                      "network": {
                        "type": "array",
                        "items": {
                          "type": "string"
                        }
                      },
                      "exec": {
                        "type": "array",
                        "items": {
                          "type": "string"
                        }
                      },
                      "read": {
                        "type": "array",
                        "items": {
                          "type": "string"
                        }
                      },
                      "write": {
                        "type": "array",
                        "items": {
                          "type": "string"
                        }
                      }
                    },
                    "required": [
                      "network",
                      "exec",
                      "read",
                      "write"
                    ]
                  },
                  "source": {
                    "type": "string"
                  },
                  "schedules": {
                    "type": "array",
                    "description": "When it starts by itself.",
                    "items": {
                      "$ref": "#/components/schemas/Schedule"
                    }
                  }
                },
                "required": [
                  "goal",
                  "also",
                  "match",
                  "inputs",
                  "permissions",
                  "source",
                  "schedules"
                ]
              }
            ]
          },
          "AuditEntry": {
            "type": "object",
            "description": "One entry of the log: what one change of the store did, in words for programs.",
            "properties": {
              "leaf": {
                "type": "integer",
                "minimum": 0,
                "description": "Its number in the whole log, from 0."
              },
              "at": {
                "type": "string",
                "format": "date-time"
              },
              "run": {
                "type": "string",
                "pattern": "^run_[0-9a-z]{12}$"
              },
              "program": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "The program's identity, where the entry starts or moves a run."
              },
              "events": {
                "type": "array",
                "items": {
                  "type": "object",
                  "properties": {
                    "event": {
                      "type": "string"
                    }
                  },
                  "required": [
                    "event"
                  ]
                },
                "minItems": 1
              }
            },
            "required": [
              "leaf",
              "at",
              "events"
            ],
            "examples": [
              {
                "leaf": 41,
                "at": "2026-03-02T09:14:05.120Z",
                "run": "run_7k2mq0c4x1ab",
                "events": [
                  {
                    "event": "ended",
                    "status": "completed"
                  }
                ]
              }
            ]
          },
          "MCPMessage": {
            "type": "object",
            "properties": {
              "jsonrpc": {
                "const": "2.0"
              },
              "id": {
                "type": [
                  "string",
                  "integer",
                  "null"
                ]
              },
              "method": {
                "type": "string"
              },
              "params": {
                "type": "object"
              }
            },
            "required": [
              "jsonrpc"
            ]
          },
          "MCPAnswer": {
            "type": "object",
            "properties": {
              "jsonrpc": {
                "const": "2.0"
              },
              "id": {
                "type": [
                  "string",
                  "integer",
                  "null"
                ]
              },
              "result": {
                "type": "object"
              },
              "error": {
                "type": "object",
                "properties": {
                  "code": {
                    "type": "integer"
                  },
                  "message": {
                    "type": "string"
                  }
                },
                "required": [
                  "code",
                  "message"
                ]
              }
            },
            "required": [
              "jsonrpc",
              "id"
            ],
            "oneOf": [
              {
                "required": [
                  "result"
                ]
              },
              {
                "required": [
                  "error"
                ]
              }
            ]
          },
          "Schedule": {
            "type": "object",
            "properties": {
              "skill": {
                "type": "string"
              },
              "cron": {
                "type": "string",
                "description": "Minute, hour, day of month, month, day of week.",
                "examples": [
                  "0 7 * * mon-fri"
                ]
              },
              "zone": {
                "type": "string",
                "examples": [
                  "Europe/Zurich"
                ]
              },
              "inputs": {
                "type": "object"
              },
              "next": {
                "type": [
                  "string",
                  "null"
                ],
                "format": "date-time",
                "description": "Null: never."
              },
              "last": {
                "type": [
                  "object",
                  "null"
                ],
                "properties": {
                  "at": {
                    "type": "string",
                    "format": "date-time"
                  },
                  "run": {
                    "type": "string",
                    "pattern": "^run_[0-9a-z]{12}$"
                  }
                },
                "required": [
                  "at",
                  "run"
                ]
              }
            },
            "required": [
              "skill",
              "cron",
              "zone",
              "inputs",
              "next",
              "last"
            ]
          },
          "Broken": {
            "type": "object",
            "description": "A text that was found at the service's start and does not compile: nothing of its name is started until it is mended.",
            "properties": {
              "file": {
                "type": "string"
              },
              "text": {
                "type": "string",
                "description": "The diagnostics, for people."
              },
              "diagnostics": {
                "type": "array",
                "items": {
                  "type": "object"
                }
              }
            },
            "required": [
              "file",
              "text",
              "diagnostics"
            ]
          },
          "BrokenSkill": {
            "type": "object",
            "description": "A skill of which no version ever compiled.",
            "properties": {
              "name": {
                "type": "string"
              },
              "broken": {
                "$ref": "#/components/schemas/Broken"
              },
              "source": {
                "type": "string"
              }
            },
            "required": [
              "name",
              "broken"
            ]
          },
          "Artifact": {
            "type": "object",
            "properties": {
              "path": {
                "type": "string"
              },
              "mediaType": {
                "type": "string"
              },
              "sha256": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$"
              },
              "size": {
                "type": "integer",
                "minimum": 0
              },
              "link": {
                "type": "string",
                "format": "uri-reference",
                "description": "Where it is fetched."
              }
            },
            "required": [
              "path",
              "mediaType",
              "sha256",
              "size",
              "link"
            ]
          }
        }
      }
    }
    """##
}
